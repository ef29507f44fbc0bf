import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lambdas, startLambdas } from '../../../../local/lambda';

const fixture = (name: string) => join(__dirname, '../../../fixtures/lambda', name);
const handlerFile = fixture('obedient.ts');

describe('functions as child processes', () => {
  const workDirectory = mkdtempSync(join(tmpdir(), 'lambdas-'));
  let lambdas: Lambdas;

  beforeAll(async () => {
    const patient = { handlerFile, timeoutSeconds: 60, environment: {} };
    lambdas = await startLambdas({
      workDirectory,
      functions: {
        Obedient: patient,
        Coloured: { ...patient, environment: { COLOUR: 'red' } },
        Twofold: patient,
        Hasty: { ...patient, timeoutSeconds: 1 },
        Late: patient,
        Broken: { ...patient, handlerFile: fixture('unloadable/broken.ts') },
      },
    });
  });

  afterAll(async () => {
    await lambdas.close();
    rmSync(workDirectory, { recursive: true });
  });

  const tell = (what: string) => lambdas.invoke('Obedient', { do: what });
  const pidsOf = (name: string) =>
    lambdas
      .processes()
      .filter(({ functionName }) => functionName === name)
      .map(({ pid }) => pid);

  test('an event and its result cross as JSON', async () => {
    expect(await lambdas.invoke('Obedient', { do: 'echo', list: [1, null, 'two'] })).toMatchObject({
      ok: true,
      payload: { event: { do: 'echo', list: [1, null, 'two'] } },
    });
    expect(await tell('answer without JSON')).toEqual({
      ok: true,
      payload: { at: '1970-01-01T00:00:00.000Z' },
    });
    expect(await tell('answer nothing')).toEqual({ ok: true, payload: null });
    expect(await tell('answer in a circle')).toMatchObject({
      ok: false,
      errorType: 'Runtime.MarshalError',
    });
  });

  test('a function has its own environment', async () => {
    expect(await lambdas.invoke('Coloured', { do: 'echo' })).toMatchObject({
      payload: { environment: 'red' },
    });
  });

  test('one process runs one invocation after the other', async () => {
    const first = await lambdas.invoke('Coloured', { do: 'echo' });
    const second = await lambdas.invoke('Coloured', { do: 'echo' });
    const payloads = [first, second].map(
      (outcome) => outcome.ok && (outcome.payload as { pid: number; invocations: number }),
    );
    expect(payloads[0] && payloads[1] && payloads[1].pid === payloads[0].pid).toBe(true);
    expect(pidsOf('Coloured')).toHaveLength(1);
  });

  test('what the first process has compiled is kept, and a later one answers with that as the first', async () => {
    const imported = { ok: true, payload: 'b' };
    expect(await lambdas.invoke('Coloured', { do: 'import' })).toEqual(imported);
    const packages = join(workDirectory, 'packages');
    const kept = () => readdirSync(packages).filter((file) => file.endsWith('.compiled'));
    while (kept().length === 0) await sleep(20);
    expect(await lambdas.invoke('Late', { do: 'import' })).toEqual(imported);
    expect(kept()).toHaveLength(1);
  });

  test('an invocation while another runs gets a process of its own, and both stay warm', async () => {
    const file = join(workDirectory, 'go on');
    const both = [1, 2].map(() => lambdas.invoke('Twofold', { do: 'wait for file', file }));
    expect(lambdas.processes().filter(({ busy }) => busy)).toMatchObject([
      { functionName: 'Twofold' },
      { functionName: 'Twofold' },
    ]);
    writeFileSync(file, '');
    expect(await Promise.all(both)).toEqual([
      { ok: true, payload: 'seen' },
      { ok: true, payload: 'seen' },
    ]);
    const warm = pidsOf('Twofold');
    await lambdas.invoke('Twofold', { do: 'echo' });
    expect(pidsOf('Twofold')).toEqual(warm);
  });

  test('what a handler throws is told with its name, message and trace', async () => {
    const outcome = await tell('throw');
    expect(outcome).toMatchObject({
      ok: false,
      errorType: 'HoldFull',
      errorMessage: 'no room left',
    });
    expect(!outcome.ok && outcome.trace?.join('\n')).toContain('at handler');
    expect(await tell('throw text')).toEqual({
      ok: false,
      errorType: 'string',
      errorMessage: 'overboard',
      trace: [],
    });
  });

  test('a process that ends in the middle fails its invocation, and the next has a new one', async () => {
    await tell('echo');
    const [before] = pidsOf('Obedient');
    expect(await tell('exit')).toEqual({
      ok: false,
      errorType: 'Runtime.ExitError',
      errorMessage: 'Error: Runtime exited with error: exit status 3',
    });
    expect(await tell('echo')).toMatchObject({ ok: true, payload: { invocations: 1 } });
    expect(pidsOf('Obedient')).not.toContain(before);
  });

  test('a handler that cannot be loaded fails the invocation', async () => {
    expect(await lambdas.invoke('Broken', {})).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  test('an invocation that takes too long is killed, however busy it is, and has ended when told of', async () => {
    const invocation = lambdas.invoke('Hasty', { do: 'block' });
    const [pid] = pidsOf('Hasty');
    expect(await invocation).toEqual({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Error: Task timed out after 1.00 seconds',
    });
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
    expect(pidsOf('Hasty')).toEqual([]);
  });

  test('a function that is not there is not found', async () => {
    expect(await lambdas.invoke('Nobody', {})).toMatchObject({
      errorType: 'Lambda.ResourceNotFoundException',
    });
  });
});

test('closing ends every process, a busy one too, and fails what it was running', async () => {
  const workDirectory = mkdtempSync(join(tmpdir(), 'lambdas-'));
  const lambdas = await startLambdas({
    workDirectory,
    functions: { Obedient: { handlerFile, timeoutSeconds: 60, environment: {} } },
  });
  const invocation = lambdas.invoke('Obedient', { do: 'block' });
  const [process_] = lambdas.processes();
  await lambdas.close();
  expect(await invocation).toMatchObject({ errorType: 'Runtime.ExitError' });
  expect(() => process.kill(process_?.pid ?? 0, 0)).toThrow('ESRCH');
  expect(await lambdas.invoke('Obedient', {})).toMatchObject({ ok: false });
  rmSync(workDirectory, { recursive: true });
});

test('a handler file that does not compile is refused at the start', async () => {
  const workDirectory = mkdtempSync(join(tmpdir(), 'lambdas-'));
  const missing = { handlerFile: fixture('missing.ts'), timeoutSeconds: 1, environment: {} };
  await expect(startLambdas({ workDirectory, functions: { Missing: missing } })).rejects.toThrow(
    'missing.ts',
  );
  rmSync(workDirectory, { recursive: true });
});
