import { failWith, run, succeed, task } from './running';

describe('the history of a task', () => {
  test('tells of its arguments, its result and what it assigned', async () => {
    const execution = await run(
      {
        Work: task({
          Arguments: {
            FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:Work',
            Payload: { n: '{% $states.input.n %}' },
          },
          Output: '{% $states.result.Payload %}',
          Assign: { status: '{% $states.result.StatusCode %}' },
        }),
      },
      { input: { n: 1 }, invoke: (name, payload) => succeed({ name, payload }) },
    );
    const lambda = { resourceType: 'lambda', resource: 'invoke' };
    const complete = { truncated: false };
    const answer = '{"name":"Work","payload":{"n":1}}';
    const timestamp = execution.startedAt / 1000;
    expect(execution.history.events).toEqual(
      [
        {
          id: 1,
          previousEventId: 0,
          type: 'ExecutionStarted',
          executionStartedEventDetails: {
            input: '{"n":1}',
            inputDetails: complete,
            roleArn: 'arn:aws:iam::123456789012:role/machine',
          },
        },
        {
          id: 2,
          previousEventId: 0,
          type: 'TaskStateEntered',
          stateEnteredEventDetails: { name: 'Work', input: '{"n":1}', inputDetails: complete },
        },
        {
          id: 3,
          previousEventId: 2,
          type: 'TaskScheduled',
          taskScheduledEventDetails: {
            ...lambda,
            region: 'us-east-1',
            parameters:
              '{"FunctionName":"arn:aws:lambda:us-east-1:123456789012:function:Work","Payload":{"n":1}}',
          },
        },
        { id: 4, previousEventId: 3, type: 'TaskStarted', taskStartedEventDetails: lambda },
        {
          id: 5,
          previousEventId: 4,
          type: 'TaskSucceeded',
          taskSucceededEventDetails: {
            ...lambda,
            output: `{"ExecutedVersion":"$LATEST","Payload":${answer},"StatusCode":200}`,
            outputDetails: complete,
          },
        },
        {
          id: 6,
          previousEventId: 5,
          type: 'TaskStateExited',
          stateExitedEventDetails: {
            name: 'Work',
            output: answer,
            outputDetails: complete,
            assignedVariables: { status: '200' },
            assignedVariablesDetails: complete,
          },
        },
        {
          id: 7,
          previousEventId: 6,
          type: 'ExecutionSucceeded',
          executionSucceededEventDetails: { output: answer, outputDetails: complete },
        },
      ].map((event) => ({ ...event, timestamp })),
    );
  });

  test('tells of what it failed with, as the execution does', async () => {
    const execution = await run({ Work: task() }, { invoke: () => failWith('HoldFull') });
    const failure = {
      error: 'HoldFull',
      cause: '{"errorMessage":"told so","errorType":"HoldFull","trace":["here"]}',
    };
    expect(execution).toMatchObject({ status: 'FAILED', ...failure });
    expect(execution.history.events.slice(4)).toMatchObject([
      { type: 'TaskFailed', taskFailedEventDetails: failure },
      { type: 'ExecutionFailed', executionFailedEventDetails: failure },
    ]);
  });
});
