import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import type { Json } from '../../../../core/json';
import { startStepFunctions, type StepFunctions } from '../../../../local/stepfunctions';
import { failWith, type Invoke, type States, succeed, task } from './running';

const roleArn = 'arn:aws:iam::123456789012:role/upgrade';
const machineArn = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;

let stepFunctions: StepFunctions;
let client: SFNClient;
let invoke: (functionName: string, payload: Json) => ReturnType<Invoke>;

beforeAll(async () => {
  stepFunctions = await startStepFunctions({
    lambdas: { invoke: async (name, payload) => invoke(name, payload as never) },
  });
  client = new SFNClient({
    endpoint: stepFunctions.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

beforeEach(() => {
  invoke = (_, payload) => succeed(payload);
});

afterAll(async () => {
  client.destroy();
  await stepFunctions.close();
});

const definition = (states: States) =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
const work = definition({
  Work: task({ Arguments: { FunctionName: 'Work', Payload: '{% $states.input %}' } }),
});
const wait = definition({ Wait: { Type: 'Wait', Seconds: 3600, End: true } });

const create = (name: string, text: string) =>
  client.send(new CreateStateMachineCommand({ name, definition: text, roleArn }));

async function start(machine: string, input?: string, name?: string): Promise<string> {
  const stateMachineArn = machineArn(machine);
  const started = await client.send(new StartExecutionCommand({ stateMachineArn, input, name }));
  return started.executionArn ?? '';
}

const describeExecution = (executionArn: string) =>
  client.send(new DescribeExecutionCommand({ executionArn }));

async function ended(executionArn: string) {
  for (;;) {
    const description = await describeExecution(executionArn);
    if (description.status !== 'RUNNING') return description;
  }
}

describe('state machines', () => {
  test('creating one again with the same definition is the same one, with another is refused', async () => {
    const { stateMachineArn, creationDate } = await create('same', work);
    expect(stateMachineArn).toBe(machineArn('same'));
    expect(creationDate).toBeInstanceOf(Date);
    expect(await create('same', work)).toMatchObject({ stateMachineArn, creationDate });
    await expect(create('same', wait)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
  });

  test('an update is for executions that start afterwards', async () => {
    await create('updated', wait);
    const stateMachineArn = machineArn('updated');
    const before = await start('updated');
    const { revisionId } = await client.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: work }),
    );
    expect(await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      definition: work,
      roleArn,
      revisionId,
      status: 'ACTIVE',
      type: 'STANDARD',
    });
    expect(await ended(await start('updated', '7'))).toMatchObject({ status: 'SUCCEEDED' });
    expect(await describeExecution(before)).toMatchObject({ status: 'RUNNING' });
  });

  test('what is wrong with one has the name that AWS gives it', async () => {
    await expect(create('wrong', '{}')).rejects.toMatchObject({ name: 'InvalidDefinition' });
    await expect(create('a name', work)).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(start('none')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    const update = new UpdateStateMachineCommand({ stateMachineArn: machineArn('none') });
    await expect(client.send(update)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await expect(describeExecution('none')).rejects.toMatchObject({ name: 'InvalidArn' });
    await expect(describeExecution(machineArn('none'))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
  });
});

describe('executions', () => {
  beforeAll(async () => {
    await create('work', work);
    await create('wait', wait);
  });

  test('one that succeeds is described with its input, output and dates', async () => {
    const executionArn = await start('work', '{"n": 1}', 'first');
    expect(executionArn).toBe('arn:aws:states:us-east-1:123456789012:execution:work:first');
    const description = await ended(executionArn);
    expect(description).toMatchObject({
      name: 'first',
      stateMachineArn: machineArn('work'),
      status: 'SUCCEEDED',
      input: '{"n": 1}',
      output: '{"ExecutedVersion":"$LATEST","Payload":{"n":1},"StatusCode":200}',
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
    });
    const { startDate, stopDate } = description;
    expect(Math.abs(Date.now() - (startDate?.getTime() ?? 0))).toBeLessThan(60_000);
    expect(stopDate?.getTime()).toBeGreaterThanOrEqual(startDate?.getTime() ?? Infinity);
  });

  test('the same name with the same input is the same execution while it runs, else refused', async () => {
    const executionArn = await start('wait', '{"a":1}', 'twice');
    expect(await start('wait', '{"a":1}', 'twice')).toBe(executionArn);
    const refused = { name: 'ExecutionAlreadyExists' };
    await expect(start('wait', '{"a":2}', 'twice')).rejects.toMatchObject(refused);
    await client.send(new StopExecutionCommand({ executionArn }));
    await expect(start('wait', '{"a":1}', 'twice')).rejects.toMatchObject(refused);
  });

  test('input that is no JSON, or too long, is refused', async () => {
    await expect(start('work', 'not json')).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
    });
    await expect(start('work', `"${'x'.repeat(256 * 1024)}"`)).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('one that is stopped is aborted with the error and cause given', async () => {
    const executionArn = await start('wait');
    const stopped = await client.send(
      new StopExecutionCommand({ executionArn, error: 'Wrong', cause: 'a mistake' }),
    );
    expect(await describeExecution(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Wrong',
      cause: 'a mistake',
      stopDate: stopped.stopDate,
      redriveStatus: 'REDRIVABLE',
    });
  });

  test('one that failed can be redriven, one that succeeded cannot', async () => {
    invoke = () => failWith('HoldFull');
    const executionArn = await start('work');
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'HoldFull' });
    invoke = () => succeed('now it works');
    const redrive = { executionArn, clientToken: 'once' };
    const { redriveDate } = await client.send(new RedriveExecutionCommand(redrive));
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(await client.send(new RedriveExecutionCommand(redrive))).toMatchObject({ redriveDate });
    await expect(client.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
    });
  });

  test('are listed for their state machine, the latest first, by status, in pages', async () => {
    await create('listed', wait);
    const arns: string[] = [];
    for (const name of ['one', 'two', 'three']) arns.unshift(await start('listed', '{}', name));
    const stateMachineArn = machineArn('listed');
    const listed: (string | undefined)[] = [];
    const pages = paginateListExecutions({ client, pageSize: 2 }, { stateMachineArn });
    for await (const { executions = [] } of pages)
      listed.push(...executions.map(({ executionArn }) => executionArn));
    expect(listed).toEqual(arns);

    await client.send(new StopExecutionCommand({ executionArn: arns[1] }));
    const { executions } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }),
    );
    expect(executions).toMatchObject([{ name: 'two', status: 'ABORTED', redriveCount: 0 }]);
  });
});

describe('the history', () => {
  let executionArn: string;

  beforeAll(async () => {
    await create('told', work);
    executionArn = await start('told', '{"n":1}');
    await ended(executionArn);
  });

  test('is read in pages without gap or overlap', async () => {
    const ids: (number | undefined)[] = [];
    const pages = paginateGetExecutionHistory({ client, pageSize: 2 }, { executionArn });
    for await (const { events = [] } of pages) ids.push(...events.map(({ id }) => id));
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('is read backwards too', async () => {
    const { events = [], nextToken } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2 }),
    );
    expect(events.map(({ type }) => type)).toEqual(['ExecutionSucceeded', 'TaskStateExited']);
    expect(events[0]?.timestamp).toBeInstanceOf(Date);
    const next = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, nextToken }),
    );
    expect(next.events?.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
  });

  test('a token that was never given is refused', async () => {
    await expect(
      client.send(new GetExecutionHistoryCommand({ executionArn, nextToken: 'made up' })),
    ).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});
