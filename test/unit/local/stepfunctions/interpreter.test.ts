import { begin, eventTypes, run } from './running';

const pass = (fields = {}) => ({ Type: 'Pass', End: true, ...fields });

describe('expressions', () => {
  test('are evaluated wherever they stand in objects and arrays, other text is left alone', async () => {
    const { output } = await run(
      {
        Make: pass({
          Output: {
            sum: '{% $states.input.a + 1 %}',
            list: [{ doubled: '{% $states.input.a * 2 %}' }, { plain: '$states.input.a' }],
            one: '{% $states.input.many[0] %}',
            many: '{% $states.input.many %}',
            nothing: null,
          },
        }),
      },
      { input: { a: 1, many: ['x'] } },
    );
    expect(output).toEqual({
      sum: 2,
      list: [{ doubled: 2 }, { plain: '$states.input.a' }],
      one: 'x',
      many: ['x'],
      nothing: null,
    });
  });

  test('of one state see the variables at its entry, those of the next what it assigned', async () => {
    const execution = await run({
      Set: pass({ Assign: { count: 1 }, Next: 'Swap', End: undefined }),
      Swap: pass({
        Assign: { count: '{% $count + 1 %}', before: '{% $count %}' },
        Output: { during: '{% $count %}' },
        Next: 'Read',
        End: undefined,
      }),
      Read: pass({ Output: { after: '{% [$before, $count, $states.input.during] %}' } }),
    });
    expect(execution.output).toEqual({ after: [1, 2, 1] });
    expect(execution.history.events[4]?.stateExitedEventDetails).toMatchObject({
      assignedVariables: { count: '2', before: '1' },
    });
  });

  test('read the execution from the context object', async () => {
    const { output } = await run(
      { Look: pass({ Output: '{% $states.context %}' }) },
      { input: 'hello' },
    );
    expect(output).toEqual({
      Execution: {
        Id: 'arn:aws:states:us-east-1:123456789012:execution:machine:run',
        Name: 'run',
        Input: 'hello',
        RoleArn: 'arn:aws:iam::123456789012:role/machine',
        StartTime: '2026-01-01T00:00:00.000Z',
        RedriveCount: 0,
      },
      StateMachine: {
        Id: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
        Name: 'machine',
      },
      State: { Name: 'Look', EnteredTime: '2026-01-01T00:00:00.000Z', RetryCount: 0 },
    });
  });

  test('have the functions of Step Functions, and the time of the clock', async () => {
    const { output } = await run({
      Make: pass({
        Output: {
          parts: '{% $partition([1,2,3], 2) %}',
          range: '{% $range(0, 10, 5) %}',
          hash: "{% $hash('a', 'SHA-256') %}",
          uuid: '{% $length($uuid()) %}',
          parsed: `{% $parse('{"a":[1]}').a[0] %}`,
          random: '{% $random() %}',
          now: '{% $now() %}',
          year: "{% $now('[Y0001]') %}",
          millis: '{% $millis() %}',
        },
      }),
    });
    expect(output).toEqual({
      parts: [[1, 2], [3]],
      range: [0, 5, 10],
      hash: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
      uuid: 36,
      parsed: 1,
      random: 0.5,
      now: '2026-01-01T00:00:00.000Z',
      year: '2026',
      millis: Date.parse('2026-01-01T00:00:00Z'),
    });
  });

  test.each([
    ['$nowhere', 'returned nothing (undefined).'],
    ['function($x){$x}', 'returned an unsupported result type.'],
    ['1/0', 'returned an unsupported result type.'],
    ['$shout(1)', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    [
      '"a" + 1',
      'threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number',
    ],
  ])('%s fails the state with States.QueryEvaluationError', async (expression, reason) => {
    const execution = await run({ Make: pass({ Output: { value: `{% ${expression} %}` } }) });
    const cause = `An error occurred while executing the state 'Make' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Output/value' ${reason}`;
    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause,
    });
    expect(execution.history.events[2]).toMatchObject({
      type: 'EvaluationFailed',
      evaluationFailedEventDetails: { cause, location: 'Output/value', state: 'Make' },
    });
  });
});

describe('Choice', () => {
  const rules = {
    Type: 'Choice',
    Choices: [
      { Condition: '{% $states.input > 10 %}', Next: 'Show', Assign: { size: 'large' } },
      { Condition: '{% $states.input > 5 %}', Next: 'Show', Assign: { size: 'middling' } },
    ],
  };
  const otherwise = { Default: 'Show', Assign: { size: 'small' }, Output: "{% 'by default' %}" };
  const Show = pass({ Output: { size: '{% $size %}', input: '{% $states.input %}' } });
  const states = { Choose: { ...rules, ...otherwise }, Show };

  test.each([
    [11, { size: 'large', input: 11 }],
    [6, { size: 'middling', input: 6 }],
    [1, { size: 'small', input: 'by default' }],
  ])('%d takes the first rule that holds, or the default', async (input, output) => {
    expect((await run(states, { input })).output).toEqual(output);
  });

  test('without a rule that holds and without a default fails', async () => {
    expect(await run({ Choose: rules, Show }, { input: 1 })).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining('does not point to a next state') as string,
    });
  });

  test('a condition that is no boolean fails', async () => {
    const Choices = [{ Condition: "{% 'yes' %}", Next: 'Show' }];
    expect(await run({ ...states, Choose: { ...states.Choose, Choices } })).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(
        `Expected 'boolean', but was 'string' for value: "yes"`,
      ) as string,
    });
  });
});

describe('Wait', () => {
  test.each([
    ['Seconds', 90, 90],
    ['Seconds', '{% $states.input %}', 30],
    ['Seconds', 5_000_000, 5_000_000],
    ['Timestamp', '2026-01-01T00:01:00Z', 60],
    ['Timestamp', "{% '2026-01-01T01:01:00+01:00' %}", 60],
    ['Timestamp', '2025-01-01T00:00:00Z', 0],
  ])('%s %s waits exactly that long', async (field, value, seconds) => {
    const { execution, clock } = begin(
      { Wait: { Type: 'Wait', [field]: value, End: true } },
      { input: 30 },
    );
    if (seconds > 0) await clock.advance(seconds * 1000 - 1);
    expect(execution.status).toBe(seconds > 0 ? 'RUNNING' : execution.status);
    await clock.advance(1);
    expect(execution.status).toBe('SUCCEEDED');
    expect(eventTypes(execution)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test.each([
    ['Seconds', '{% 1.5 %}', "Expected 'integer"],
    ['Seconds', '{% -1 %}', "Expected 'integer"],
    ['Timestamp', "{% '2016-12-05 21:29:29Z' %}", 'cannot be parsed as an ISO-8601'],
    ['Timestamp', "{% '2016-13-05T21:29:29Z' %}", 'cannot be parsed as an ISO-8601'],
  ])('%s %s fails', async (field, value, cause) => {
    expect(await run({ Wait: { Type: 'Wait', [field]: value, End: true } })).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(cause) as string,
    });
  });
});

describe('Fail and Succeed', () => {
  test('a failure has the error and the cause that its expressions give', async () => {
    const execution = await run(
      { Stop: { Type: 'Fail', Error: '{% $states.input.error %}', Cause: 'plain' } },
      { input: { error: 'RolloutFailed' } },
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'RolloutFailed', cause: 'plain' });
    expect(eventTypes(execution)).toEqual([
      'ExecutionStarted',
      'FailStateEntered',
      'ExecutionFailed',
    ]);
  });

  test('a success ends with its output', async () => {
    const execution = await run({
      Done: { Type: 'Succeed', Output: { all: "{% 'well' %}" } },
    });
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { all: 'well' } });
    expect(eventTypes(execution)).toEqual([
      'ExecutionStarted',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });
});
