import type { Execution } from '../../../../local/stepfunctions/execution';
import type { LambdaOutcome } from '../../../../local/lambda';
import { begin, eventTypes, failWith, run, succeed, task } from './running';

const wait = { Type: 'Wait', Seconds: 60, End: true };

describe('stopping', () => {
  test('aborts at once in the middle of a wait', async () => {
    const { execution, clock } = begin({ Wait: wait });
    await clock.advance(1_000);
    execution.stop('Wrong', 'a mistake');
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Wrong', cause: 'a mistake' });
    expect(execution.stoppedAt).toBe(clock.now());
    await clock.advance(0);
    expect(clock.asleep).toBe(0);
    expect(execution.history.events.slice(1)).toMatchObject([
      { type: 'WaitStateEntered' },
      {
        type: 'ExecutionAborted',
        previousEventId: 0,
        executionAbortedEventDetails: { error: 'Wrong', cause: 'a mistake' },
      },
    ]);
  });

  test('aborts at once in the middle of a task, whose answer is ignored', async () => {
    let answer: (outcome: LambdaOutcome) => void = () => undefined;
    const { execution, clock } = begin(
      { Work: task({ Assign: { a: 1 } }) },
      { invoke: () => new Promise((resolve) => (answer = resolve)) },
    );
    await clock.advance(0);
    execution.stop(undefined, undefined);
    const events = eventTypes(execution);
    expect(events.slice(-2)).toEqual(['TaskStarted', 'ExecutionAborted']);
    answer(succeed('late'));
    await clock.advance(1_000_000);
    expect(eventTypes(execution)).toEqual(events);
    expect(execution).toMatchObject({ status: 'ABORTED', output: undefined });
  });

  test('aborts at once between two attempts', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'] }];
    const { execution, clock } = begin(
      { Work: task({ Retry }) },
      { invoke: () => failWith('HoldFull') },
    );
    await clock.advance(0);
    execution.stop(undefined, undefined);
    await clock.advance(1_000_000);
    expect(eventTypes(execution).slice(-2)).toEqual(['TaskFailed', 'ExecutionAborted']);
  });

  test('of what has ended changes nothing', async () => {
    const execution = await run({ Done: { Type: 'Succeed' } });
    execution.stop('Wrong', undefined);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  });
});

describe('redriving', () => {
  /** Sets a variable, then works. */
  const states = {
    Prepare: {
      Type: 'Pass',
      Assign: { kept: 'variable' },
      Output: { kept: 'input' },
      Next: 'Work',
    },
    Work: task({
      Arguments: {
        FunctionName: 'Work',
        Payload: ['{% $kept %}', { of: '{% $states.input.kept %}' }],
      },
      Retry: [{ ErrorEquals: ['HoldFull'], MaxAttempts: 1 }],
      Output: { result: '{% $states.result.Payload %}' },
    }),
  };

  const resume = async (execution: Execution, clock: ReturnType<typeof begin>['clock']) => {
    execution.redrive();
    expect(execution).toMatchObject({ status: 'RUNNING', error: undefined, stoppedAt: undefined });
    await clock.runUntil(() => execution.status !== 'RUNNING');
  };

  test('a failed task runs again with its input, its variables and all its retries', async () => {
    const answers = [1, 2, 3].map(() => failWith('HoldFull'));
    const { execution, clock } = begin(states, {
      invoke: (_, payload) => answers.shift() ?? succeed(payload),
    });
    await clock.runUntil(() => execution.status === 'FAILED');
    await resume(execution, clock);
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      output: { result: ['variable', { of: 'input' }] },
      redriveCount: 1,
      cause: undefined,
    });
    const types = eventTypes(execution);
    expect(types.slice(types.indexOf('ExecutionFailed'))).toEqual([
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(execution.history.events.find(({ type }) => type === 'ExecutionRedriven')).toMatchObject(
      {
        executionRedrivenEventDetails: { redriveCount: 1 },
      },
    );
  });

  test('an aborted wait is entered and waited for again, and can be aborted again', async () => {
    const { execution, clock } = begin({ Wait: wait });
    await clock.advance(59_000);
    execution.stop(undefined, undefined);
    execution.redrive();
    await clock.advance(59_999);
    expect(execution.status).toBe('RUNNING');
    execution.stop(undefined, undefined);
    expect(eventTypes(execution)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'ExecutionAborted',
      'ExecutionRedriven',
      'WaitStateEntered',
      'ExecutionAborted',
    ]);
  });

  test('a timed out machine has its whole time again', async () => {
    const { execution, clock } = begin({ Wait: wait }, { machine: { TimeoutSeconds: 40 } });
    await clock.advance(40_000);
    expect(execution.status).toBe('TIMED_OUT');
    execution.redrive();
    await clock.advance(39_999);
    expect(execution.status).toBe('RUNNING');
    await clock.advance(1);
    expect(execution.status).toBe('TIMED_OUT');
  });

  test('a Fail state fails again', async () => {
    const { execution, clock } = begin({ Stop: { Type: 'Fail', Error: 'Wrong' } });
    await clock.runUntil(() => execution.status === 'FAILED');
    await resume(execution, clock);
    expect(eventTypes(execution).slice(2)).toEqual([
      'ExecutionFailed',
      'ExecutionRedriven',
      'FailStateEntered',
      'ExecutionFailed',
    ]);
  });

  test('is told in the context', async () => {
    const states = {
      Work: task({ Output: '{% $states.context.Execution.RedriveCount %}' }),
    };
    const answers = [failWith('HoldFull')];
    const { execution, clock } = begin(states, { invoke: () => answers.shift() ?? succeed(null) });
    await clock.runUntil(() => execution.status === 'FAILED');
    await resume(execution, clock);
    expect(execution.output).toBe(1);
  });
});

describe('limits', () => {
  test('event number 25,000 ends an execution that would go on', async () => {
    const execution = await run({
      Around: { Type: 'Pass', Next: 'Round' },
      Round: {
        Type: 'Choice',
        Choices: [{ Condition: '{% true %}', Next: 'Around' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    });
    const cause = 'The execution reached the maximum number of history events (25000).';
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause });
    expect(execution.history.events.slice(-2)).toMatchObject([
      { id: 24_999, type: 'PassStateExited' },
      { id: 25_000, type: 'ExecutionFailed', executionFailedEventDetails: { cause } },
    ]);
    expect(execution.notRedrivable).toBe('Execution history event limit exceeded');
  });

  const large = { text: 'é'.repeat(128 * 1024) };

  test('a result above 256 KiB fails the task', async () => {
    const execution = await run({ Work: task() }, { invoke: () => succeed(large) });
    expect(execution).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
    expect(eventTypes(execution)[4]).toBe('TaskFailed');
  });

  test('an output above 256 KiB fails the state, and is not caught with States.ALL', async () => {
    const execution = await run(
      {
        Work: task({
          Output: { twice: '{% [$states.result, $states.result] %}' },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Handled' }],
        }),
        Handled: { Type: 'Succeed' },
      },
      { invoke: () => succeed('x'.repeat(200 * 1024)) },
    );
    expect(execution).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: expect.stringContaining("'Work'") as string,
    });
  });
});
