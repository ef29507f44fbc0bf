import type { AwsError } from '../../../../local/aws/json-api';
import { begin, eventTypes, failWith, type Invoke, succeed, task } from './running';

/** A function that is given a token, and does nothing with it. */
function given(outcome: Invoke = () => succeed('asked')) {
  const tokens: string[] = [];
  const invoke: Invoke = (name, payload, answer) => {
    tokens.push((payload as { token: string }).token);
    return outcome(name, payload, answer);
  };
  return { tokens, invoke };
}

const asking = (fields: object = {}) =>
  task({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'Work', Payload: { token: '{% $states.context.Task.Token %}' } },
    TimeoutSeconds: 60,
    ...fields,
  });

function asked(fields: object = {}, outcome?: Invoke) {
  const { tokens, invoke } = given(outcome);
  return { tokens, ...begin({ Ask: asking(fields) }, { invoke }) };
}

const errorOf = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return (error as AwsError).code;
  }
};

test('a state waits until its token is answered, and has the answer as its result', async () => {
  const { tokens, execution, clock, answer } = asked();
  await clock.advance(59_000);
  expect(execution.status).toBe('RUNNING');
  const [taskToken] = tokens;
  answer.SendTaskSuccess({ taskToken, output: '{"by":"ada"}' });
  await clock.runUntil(() => execution.status !== 'RUNNING');
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { by: 'ada' } });
  expect(eventTypes(execution)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
});

test('an answer that is a failure fails the state by its name', async () => {
  const { tokens, execution, clock, answer } = asked();
  await clock.advance(1_000);
  answer.SendTaskFailure({ taskToken: tokens[0], error: 'ApprovalRefused', cause: 'not today' });
  await clock.runUntil(() => execution.status !== 'RUNNING');
  expect(execution).toMatchObject({ error: 'ApprovalRefused', cause: 'not today' });
});

test('a state that nobody answers for times out', async () => {
  const { execution, clock } = asked();
  await clock.advance(60_000);
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(eventTypes(execution)).toContain('TaskTimedOut');
});

test('a function that fails fails the state, and another try has another token', async () => {
  const outcomes = [failWith('HoldFull'), succeed('asked')];
  const { tokens, execution, clock, answer } = asked(
    { Retry: [{ ErrorEquals: ['HoldFull'] }] },
    () => outcomes.shift() ?? failWith('none'),
  );
  await clock.advance(2_000);
  const [first, second] = tokens;
  expect(second).not.toBe(first);
  expect(await errorOf(() => answer.SendTaskSuccess({ taskToken: first, output: '1' }))).toBe(
    'TaskTimedOut',
  );
  answer.SendTaskSuccess({ taskToken: second, output: '2' });
  await clock.runUntil(() => execution.status !== 'RUNNING');
  expect(execution.output).toBe(2);
});

test('a function that ends after its state has timed out leaves nothing in the history', async () => {
  let end = () => undefined as void;
  const { execution, clock } = asked(
    {},
    () => new Promise((done) => (end = () => done(succeed(1)))),
  );
  await clock.advance(60_000);
  const before = eventTypes(execution);
  end();
  await clock.advance(1_000);
  expect(eventTypes(execution)).toEqual(before);
});

test.each([
  ['nobody was given', 'no such token', '1', 'InvalidToken'],
  ['is answered with what is no JSON', undefined, 'yes', 'InvalidOutput'],
])('a token that %s is refused', async (_, token, output, error) => {
  const { tokens, execution, clock, answer } = asked();
  await clock.advance(1_000);
  const taskToken = token ?? tokens[0];
  expect(await errorOf(() => answer.SendTaskSuccess({ taskToken, output }))).toBe(error);
  expect(execution.status).toBe('RUNNING');
});

test('the token of an execution that was stopped is refused', async () => {
  const { tokens, execution, clock, answer } = asked();
  await clock.advance(1_000);
  execution.stop('UpgradeStopped', undefined);
  await clock.advance(1_000);
  const late = () => answer.SendTaskSuccess({ taskToken: tokens[0], output: '1' });
  expect(await errorOf(late)).toBe('TaskTimedOut');
});
