import { begin, eventTypes, failWith, type Invoke, run, succeed, task } from './running';

/** Fails as often as told, then succeeds with how often it was invoked. */
function failing(times: number, errorType = 'HoldFull') {
  let count = 0;
  const invoke: Invoke = () => (count++ < times ? failWith(errorType) : succeed(count));
  return { invoke, count: () => count };
}

const forever: Invoke = () => new Promise(() => undefined);
const shown = { Output: '{% $states.result.Payload %}' };
const handled = { Type: 'Pass', End: true };

describe('Retry', () => {
  test('tries again after growing waits, up to its limit', async () => {
    const { execution, clock } = begin(
      { Work: task({ ...shown, Retry: [{ ErrorEquals: ['States.ALL'], MaxDelaySeconds: 3 }] }) },
      failing(3),
    );
    const seconds = async () => {
      await clock.runUntil(() => execution.status !== 'RUNNING');
      return execution.history.events
        .filter(({ type }) => type === 'TaskScheduled')
        .map(({ timestamp = 0 }) => timestamp - execution.startedAt / 1000);
    };
    expect(await seconds()).toEqual([0, 1, 3, 6]);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: 4 });
    expect(eventTypes(execution).filter((type) => type === 'TaskStateEntered')).toHaveLength(1);
  });

  test('gives up with the last error when its attempts are used up', async () => {
    const { invoke, count } = failing(9);
    const Retry = [{ ErrorEquals: ['HoldFull'], MaxAttempts: 2 }];
    expect(await run({ Work: task({ Retry }) }, { invoke })).toMatchObject({ error: 'HoldFull' });
    expect(count()).toBe(3);
  });

  test('counts for each retrier on its own', async () => {
    const errors = ['A', 'B', 'A', 'B', 'B'];
    const invoke = () => failWith(errors.shift() ?? 'none');
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 2 },
      { ErrorEquals: ['B'], MaxAttempts: 2 },
    ];
    await run({ Work: task({ Retry }) }, { invoke });
    expect(errors).toEqual([]);
  });

  test('MaxAttempts 0 never tries again', async () => {
    const { invoke, count } = failing(9);
    const Retry = [{ ErrorEquals: ['HoldFull'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }];
    await run({ Work: task({ Retry }) }, { invoke });
    expect(count()).toBe(1);
  });

  test('full jitter waits for a part of the delay', async () => {
    const Retry = [{ ErrorEquals: ['HoldFull'], IntervalSeconds: 8, JitterStrategy: 'FULL' }];
    const { execution, clock } = begin({ Work: task({ Retry }) }, { ...failing(1), random: 0.25 });
    await clock.advance(1_999);
    expect(execution.status).toBe('RUNNING');
    await clock.advance(1);
    expect(execution.status).toBe('SUCCEEDED');
  });

  test('the number of retries is in the context', async () => {
    const { output } = await run(
      {
        Work: task({
          Retry: [{ ErrorEquals: ['HoldFull'] }],
          Output: '{% $states.context.State.RetryCount %}',
        }),
      },
      failing(2),
    );
    expect(output).toBe(2);
  });

  test('an argument that cannot be evaluated can be tried again too', async () => {
    const execution = await run({
      Work: task({
        Arguments: { FunctionName: '{% $nowhere %}' },
        Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
      }),
    });
    expect(eventTypes(execution).slice(2)).toEqual([
      'EvaluationFailed',
      'EvaluationFailed',
      'ExecutionFailed',
    ]);
  });
});

describe('Catch', () => {
  const caughtBy = (...ErrorEquals: string[]) => ({
    Work: task({ Catch: [{ ErrorEquals, Next: 'Handled' }] }),
    Handled: handled,
  });

  test('goes on where it says, with error and cause as output', async () => {
    const execution = await run(caughtBy('HoldFull'), { invoke: () => failWith('HoldFull') });
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      output: {
        Error: 'HoldFull',
        Cause: '{"errorMessage":"told so","errorType":"HoldFull","trace":["here"]}',
      },
    });
    expect(eventTypes(execution).slice(4, 7)).toEqual([
      'TaskFailed',
      'TaskStateExited',
      'PassStateEntered',
    ]);
  });

  test('assigns and puts out what its own fields say', async () => {
    const { output } = await run(
      {
        Work: task({
          Catch: [
            {
              ErrorEquals: ['States.ALL'],
              Next: 'Handled',
              Assign: { why: '{% $parse($states.errorOutput.Cause).errorMessage %}' },
              Output: { input: '{% $states.input %}', error: '{% $states.errorOutput.Error %}' },
            },
          ],
        }),
        Handled: { ...handled, Output: '{% $merge([$states.input, {"why": $why}]) %}' },
      },
      { input: 'kept', invoke: () => failWith('HoldFull') },
    );
    expect(output).toEqual({ input: 'kept', error: 'HoldFull', why: 'told so' });
  });

  test.each([
    ['States.ALL', 'Sandbox.Timedout', true],
    ['States.TaskFailed', 'Runtime.ExitError', true],
    ['States.TaskFailed', 'HoldFull', true],
    ['LockLost', 'HoldFull', false],
    ['States.ALL', 'States.Runtime', false],
  ])('%s on %s: %s', async (pattern, error, caught) => {
    const { status } = await run(caughtBy(pattern), { invoke: () => failWith(error) });
    expect(status).toBe(caught ? 'SUCCEEDED' : 'FAILED');
  });

  test('takes over only after the retries', async () => {
    const { invoke, count } = failing(9);
    await run(
      {
        Work: task({
          Retry: [{ ErrorEquals: ['HoldFull'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['HoldFull'], Next: 'Handled' }],
        }),
        Handled: handled,
      },
      { invoke },
    );
    expect(count()).toBe(2);
  });

  test('catches an output that cannot be evaluated', async () => {
    const states = caughtBy('States.QueryEvaluationError');
    Object.assign(states.Work, { Output: '{% $nowhere %}' });
    const execution = await run(states);
    expect(execution.status).toBe('SUCCEEDED');
    expect(eventTypes(execution).slice(4, 7)).toEqual([
      'TaskSucceeded',
      'EvaluationFailed',
      'TaskStateExited',
    ]);
  });

  test('a service error of Lambda has its words as cause', async () => {
    const { output } = await run(caughtBy('Lambda.ResourceNotFoundException'), {
      invoke: () => failWith('Lambda.ResourceNotFoundException', 'Function not found: Work'),
    });
    expect(output).toMatchObject({ Cause: 'Function not found: Work' });
  });

  test('an invocation that cannot be made at all is Lambda.Unknown', async () => {
    const execution = await run(
      { Work: task() },
      { invoke: () => Promise.reject(new Error('gone')) },
    );
    expect(execution).toMatchObject({ error: 'Lambda.Unknown', cause: 'Error: gone' });
  });
});

describe('TimeoutSeconds', () => {
  test('of a task fails it with States.Timeout, which States.TaskFailed does not match', async () => {
    const states = {
      Work: task({
        TimeoutSeconds: '{% $states.input %}',
        Catch: [
          { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
          { ErrorEquals: ['States.Timeout'], Next: 'Handled' },
        ],
      }),
      Wrong: { Type: 'Fail' },
      Handled: handled,
    };
    const { execution, clock } = begin(states, { input: 5, invoke: forever });
    await clock.advance(4_999);
    expect(execution.status).toBe('RUNNING');
    await clock.advance(1);
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      output: { Error: 'States.Timeout', Cause: '' },
    });
    expect(execution.history.events[2]?.taskScheduledEventDetails?.timeoutInSeconds).toBe(5);
    expect(execution.history.events[4]).toMatchObject({
      type: 'TaskTimedOut',
      taskTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  test('of the machine ends it wherever it is, without error in its description', async () => {
    const { execution, clock } = begin(
      { Work: task() },
      { machine: { TimeoutSeconds: 60 }, invoke: forever },
    );
    await clock.advance(60_000);
    expect(execution).toMatchObject({ status: 'TIMED_OUT', error: undefined });
    expect(execution.history.events.at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      previousEventId: 0,
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  test('leaves no timer behind', async () => {
    const { execution, clock } = begin(
      { Work: task({ TimeoutSeconds: 5 }) },
      { machine: { TimeoutSeconds: 60 } },
    );
    await clock.advance(0);
    expect(execution.status).toBe('SUCCEEDED');
    expect(clock.asleep).toBe(0);
  });
});

test('arguments that a task cannot have fail it', async () => {
  expect(
    await run(
      { Work: task({ Arguments: '{% $states.input %}' }) },
      { input: { FunctionName: 'Work', InvocationType: 'Event' } },
    ),
  ).toMatchObject({ error: 'States.Runtime' });
  expect(
    await run({ Work: task({ Arguments: '{% $states.input %}' }) }, { input: {} }),
  ).toMatchObject({ error: 'States.Runtime' });
});
