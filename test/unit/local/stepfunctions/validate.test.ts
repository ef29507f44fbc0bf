import { parseDefinition } from '../../../../local/stepfunctions/validate';
import { type States, task } from './running';

const definition = (states: States, fields: States = {}) =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: Object.keys(states)[0],
    States: states,
    ...fields,
  });

const refusal = (text: string): { code?: string; message?: string } => {
  try {
    parseDefinition(text);
    return {};
  } catch (error) {
    return error as { code: string; message: string };
  }
};

const done = { Done: { Type: 'Succeed' } };
const one = (state: States) => definition({ One: state, ...done });
const next = { Next: 'Done', End: undefined };

test('a definition of everything that is run is taken', () => {
  const text = definition(
    {
      Work: task({
        ...next,
        Next: 'Choose',
        Comment: 'works',
        TimeoutSeconds: '{% $states.input.timeout %}',
        Arguments: { FunctionName: 'Work', Payload: { a: ['{% $states.input %}', 1, null] } },
        Assign: { a: '{% $states.result.Payload %}' },
        Output: '{% $states.result %}',
        Retry: [{ ErrorEquals: ['A', 'B'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }],
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'Stop', Assign: { e: '{% $states.errorOutput %}' } },
        ],
      }),
      Choose: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $a = 1 %}', Next: 'Wait', Output: '{% $a %}' }],
        Default: 'Done',
      },
      Wait: { Type: 'Wait', Seconds: 1, Next: 'Pass' },
      Pass: { Type: 'Pass', Next: 'Done' },
      Stop: { Type: 'Fail', Error: '{% $e.Error %}', Cause: '{% $e.Cause %}' },
      ...done,
    },
    { TimeoutSeconds: 3600, Comment: 'all', Version: '1.0' },
  );
  expect(refusal(text)).toEqual({});
});

test.each<[string, string, string]>([
  ['text that is no JSON', '{', 'INVALID_JSON_DESCRIPTION'],
  ['no object', '7', 'INVALID_JSON_DESCRIPTION'],
  ['no states', '{"StartAt":"A","QueryLanguage":"JSONata"}', 'States'],
  ['JSONPath', definition(done, { QueryLanguage: undefined }), 'QueryLanguage'],
  [
    'a state in JSONPath',
    one({ Type: 'Pass', ...next, QueryLanguage: 'JSONPath' }),
    'QueryLanguage',
  ],
  ['a Next that is nowhere', one({ Type: 'Pass', Next: 'Nowhere' }), 'Nowhere'],
  ['a StartAt that is nowhere', definition(done, { StartAt: 'Nowhere' }), 'Nowhere'],
  [
    'a Catch that leads nowhere',
    one(task({ ...next, Catch: [{ ErrorEquals: ['A'], Next: 'Nowhere' }] })),
    'Nowhere',
  ],
  ['a state that is never reached', definition({ ...done, Lost: { Type: 'Succeed' } }), 'Lost'],
  ['both Next and End', one({ Type: 'Pass', Next: 'Done', End: true }), 'One'],
  ['a Wait for nothing', one({ Type: 'Wait', ...next }), 'One'],
  [
    'a Wait for two things',
    one({ Type: 'Wait', ...next, Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' }),
    'One',
  ],
  ['half a second', one({ Type: 'Wait', ...next, Seconds: 0.5 }), 'Seconds'],
  [
    'another resource',
    one(task({ ...next, Resource: 'arn:aws:states:::sqs:sendMessage' })),
    'Resource',
  ],
  [
    'a callback of another service',
    one(task({ ...next, Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' })),
    'Resource',
  ],
  ['a heartbeat', one(task({ ...next, HeartbeatSeconds: 1 })), 'HeartbeatSeconds'],
  [
    'another kind of invocation',
    one(task({ ...next, Arguments: { FunctionName: 'A', InvocationType: 'Event' } })),
    'Arguments',
  ],
  [
    'a Map',
    one({
      Type: 'Map',
      ...next,
      Items: [],
      ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Succeed' } } },
    }),
    'One',
  ],
  ['a Parallel', one({ Type: 'Parallel', ...next, Branches: [] }), 'One'],
  ['an unknown field', one({ Type: 'Pass', ...next, Result: {} }), 'Result'],
  [
    'an unknown retry field',
    one(task({ ...next, Retry: [{ ErrorEquals: ['A'], Times: 1 }] })),
    'Times',
  ],
  [
    'States.ALL beside another',
    one(task({ ...next, Retry: [{ ErrorEquals: ['A', 'States.ALL'] }] })),
    'States.ALL',
  ],
  [
    'States.ALL before another',
    one(task({ ...next, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] })),
    'States.ALL',
  ],
  ['a variable named states', one({ Type: 'Pass', ...next, Assign: { states: 1 } }), 'reserved'],
  [
    'a variable that is no name',
    one({ Type: 'Pass', ...next, Assign: { 'a-b': 1 } }),
    'name of a variable',
  ],
  [
    'an expression that does not parse',
    one({ Type: 'Pass', ...next, Output: { a: '{% 1 + %}' } }),
    'Output/a',
  ],
  [
    'an expression that is not closed',
    one({ Type: 'Pass', ...next, Output: { a: '{% 1' } }),
    'Output',
  ],
  [
    'an expression with something before it',
    one({ Type: 'Pass', ...next, Output: { a: ' {% 1 %}' } }),
    'Output/a',
  ],
  [
    'a result before there is one',
    one(task({ ...next, Arguments: { FunctionName: '{% $states.result.a %}' } })),
    '$states.result',
  ],
  [
    'a result of no task',
    one({ Type: 'Pass', ...next, Output: '{% $states.result %}' }),
    '$states.result',
  ],
  [
    'an error outside a Catch',
    one(task({ ...next, Output: '{% $states.errorOutput %}' })),
    '$states.errorOutput',
  ],
  ['$eval', one({ Type: 'Pass', ...next, Output: "{% $eval('1') %}" }), '$eval'],
])('%s is refused', (_, text, reason) => {
  const { code, message } = refusal(text);
  expect(code).toBe('InvalidDefinition');
  expect(message).toContain(reason);
});
test.each(['[]', '{"States":null}', '{"States":{"A":null}}'])('%s is refused', (text) => {
  expect(refusal(text).code).toBe('InvalidDefinition');
});
