import validate from 'asl-validator';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lambda } from '../../../lambdas/lambda';
import { type TaskState, definitionSchema } from '../../../local/stepfunctions/definition';
import { parseDefinition } from '../../../local/stepfunctions/validate';
import { untilAnswered } from '../../../store/send';

const root = join(__dirname, '../../..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const filesOf = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

const machines = readdirSync(join(root, 'statemachines'))
  .filter((file) => file.endsWith('.asl.json'))
  .map((file) => {
    const text = read('statemachines', file);
    const { States } = definitionSchema.parse(JSON.parse(text));
    const tasks = Object.entries(States).flatMap(([name, state]) =>
      state.Type === 'Task' ? [{ machine: file, name, state }] : [],
    );
    return { file, text, States, tasks };
  });
const tasks = machines.flatMap((machine) => machine.tasks);

/** The errors that AWS itself raises where another try may do better. */
const awsErrors = [
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Sandbox.Timedout',
  'States.Timeout',
];

/** A state that waits for a person: what it may take is not its Lambda's time. */
const waitsForAnswer = ({ Resource }: TaskState) => Resource.endsWith('.waitForTaskToken');

/** The longest that a Lambda of the upgrade may run. */
const LAMBDA_TIMEOUT_SECONDS = 60;

const inKebabCase = (name: string) => name.toLowerCase().replaceAll(' ', '-');
const inPascalCase = (name: string) =>
  name.replace(/(?:^| )(\w)/g, (_, it: string) => it.toUpperCase());
const fileOf = ({ name }: { name: string }) => `lambdas/${inKebabCase(name)}.ts`;
const errorsIn = (entries: { ErrorEquals: string[] }[]) =>
  entries.flatMap(({ ErrorEquals }) => ErrorEquals);
const unique = (names: string[]) => [...new Set(names)].sort();

/** How a Lambda names what may be otherwise in a moment: AWS that does not answer, and a store that does not. */
async function passingErrors(): Promise<string[]> {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const fault = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
  const ask = () => Promise.reject(fault);
  const asks = [ask, () => untilAnswered(ask, { signal: AbortSignal.abort() })];
  const raised = asks.map((work) =>
    lambda<object, string>(work)({}).catch((error: Error) => error.name),
  );
  return Promise.all(raised);
}

afterEach(() => jest.restoreAllMocks());

describe.each(machines)('the state machine $file', ({ text, States }) => {
  it('is valid Amazon States Language', () => {
    const verdict = validate(JSON.parse(text));
    expect(verdict.isValid || verdict.errorsText()).toBe(true);
  });

  it('asks for nothing that the embedded cloud does not have, in expressions that parse', () => {
    expect(() => parseDefinition(text)).not.toThrow();
  });

  it('looks again after every wait', () => {
    for (const [name, state] of Object.entries(States))
      if (state.Type === 'Wait')
        expect([name, States[state.Next ?? '']?.Type]).toEqual([name, 'Task']);
  });
});

test('every file in lambdas/ that has a handler is a task state, and the other way round', () => {
  const handlers = filesOf('lambdas').filter((file) => read(file).includes('export const handler'));
  expect(handlers.sort()).toEqual(unique(tasks.map(fileOf)));
});

test('only errors that a Lambda raises are caught by their names', () => {
  const raised = ['core', 'store', 'lambdas']
    .flatMap(filesOf)
    .flatMap((file) => [...read(file).matchAll(/TransshipError\(\s*'(\w+)'/g)])
    .map(([, name]) => name);
  const caught = unique(tasks.flatMap(({ state }) => errorsIn(state.Catch)));
  const known = [...raised, 'States.ALL', 'States.Timeout'];
  expect(caught.filter((name) => !known.includes(name))).toEqual([]);
});

describe.each(tasks)('the task state "$name" of $machine', (task) => {
  const { name, state } = task;

  it('is the Lambda of its name', () => {
    expect(state.Arguments).toMatchObject({ FunctionName: `\${${inPascalCase(name)}}` });
    expect(existsSync(join(root, fileOf(task)))).toBe(true);
  });

  it('outlasts its Lambda, so that an attempt has ended before the next one begins', () => {
    if (waitsForAnswer(state)) expect(state.TimeoutSeconds).toMatch(/options\.\w+TimeoutSeconds/);
    else expect(state.TimeoutSeconds).toBeGreaterThan(LAMBDA_TIMEOUT_SECONDS);
  });

  it('catches every error', () => {
    expect(state.Catch.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  it('is tried again after every error that may be otherwise in a moment, and after no other', async () => {
    const passing = unique([...awsErrors, ...(await passingErrors())]);
    // What timed out where a person is waited for is not the Lambda.
    const untimely = (error: string) => error === 'States.Timeout' && waitsForAnswer(state);
    expect(errorsIn(state.Retry).sort()).toEqual(passing.filter((error) => !untimely(error)));
  });

  it('is tried again only when an attempt that did not answer has surely ended', () => {
    const slow = state.Retry.filter(({ ErrorEquals }) => ErrorEquals.includes('Lambda.Unknown'));
    expect(slow).toHaveLength(1);
    expect(slow[0]?.IntervalSeconds).toBeGreaterThan(LAMBDA_TIMEOUT_SECONDS);
    expect(slow[0]?.ErrorEquals).toEqual(
      expect.arrayContaining([
        'Lambda.SdkClientException',
        ...(waitsForAnswer(state) ? [] : ['States.Timeout']),
      ]),
    );
  });
});
