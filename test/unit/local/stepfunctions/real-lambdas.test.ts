import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Lambdas, startLambdas } from '../../../../local/lambda';
import { startStepFunctions, type StepFunctions } from '../../../../local/stepfunctions';
import { task } from './running';

const handlerFile = join(__dirname, '../../../fixtures/lambda/obedient.ts');
const workDirectory = mkdtempSync(join(tmpdir(), 'stepfunctions-'));

let lambdas: Lambdas;
let stepFunctions: StepFunctions;
let client: SFNClient;

beforeAll(async () => {
  const obedient = { handlerFile, environment: {} };
  lambdas = await startLambdas({
    workDirectory,
    functions: {
      Patient: { ...obedient, timeoutSeconds: 60 },
      Hasty: { ...obedient, timeoutSeconds: 1 },
    },
  });
  stepFunctions = await startStepFunctions({ lambdas });
  client = new SFNClient({
    endpoint: stepFunctions.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

afterAll(async () => {
  client.destroy();
  await stepFunctions.close();
  await lambdas.close();
  rmSync(workDirectory, { recursive: true });
});

/** Starts an execution of one task, which tells a function what to do. */
async function start(functionName: string, event: Record<string, string>): Promise<string> {
  const work = task({
    Arguments: {
      FunctionName: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
      Payload: '{% $states.input %}',
    },
    Output: '{% $states.result.Payload %}',
  });
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Work',
    States: { Work: work },
  });
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({
      name: functionName,
      definition,
      roleArn: 'arn:aws:iam::123456789012:role/work',
    }),
  );
  const started = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(event) }),
  );
  return started.executionArn ?? '';
}

async function ended(executionArn: string) {
  for (;;) {
    const description = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (description.status !== 'RUNNING') return description;
    await delay(5);
  }
}

const busy = () => lambdas.processes().filter((process) => process.busy);

test('a task fails with what its function throws', async () => {
  const { status, error, cause } = await ended(await start('Patient', { do: 'throw' }));
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'HoldFull' });
  expect(JSON.parse(cause ?? '')).toMatchObject({
    errorType: 'HoldFull',
    errorMessage: 'no room left',
    trace: expect.arrayContaining(['HoldFull: no room left']) as string[],
  });
});

test('a function that takes too long fails its task with Sandbox.Timedout', async () => {
  expect(await ended(await start('Hasty', { do: 'block' }))).toMatchObject({
    status: 'FAILED',
    error: 'Sandbox.Timedout',
  });
});

test('a function goes on when its execution is stopped, and nobody hears what it answers', async () => {
  const file = join(workDirectory, 'go on');
  const executionArn = await start('Patient', { do: 'wait for file', file });
  expect(busy()).toMatchObject([{ functionName: 'Patient' }]);

  await client.send(new StopExecutionCommand({ executionArn }));
  expect(await ended(executionArn)).toMatchObject({ status: 'ABORTED' });
  expect(busy()).toMatchObject([{ functionName: 'Patient' }]);

  writeFileSync(file, '');
  while (busy().length > 0) await delay(5);
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events?.at(-1)?.type).toBe('ExecutionAborted');
  expect(await ended(executionArn)).not.toHaveProperty('output');
});
