import { type Service, renamed, service, translator } from '../../../runtime';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import { until } from '../../support/until';

// A release is gone back to that cannot read what the newer one has saved.

let fleet: Fleet;
let opened: Gate;
let held: Gate;
const runs: string[] = [];

/** `first` takes until it is opened, `second` until it is not held. */
const work = (version: string): Service =>
  service<string>({
    name: 'work',
    version,
    handler: async (ctx) => {
      await ctx.step('first', () => {
        runs.push(`first on ${version}`);
        return opened.opened;
      });
      await ctx.step('second', () => {
        runs.push(`second on ${version}`);
        return held.opened;
      });
      return version;
    },
  });

beforeEach(async () => {
  runs.splice(0);
  [opened, held] = [gate(), gate()];
  held.open();
  fleet = await startFleet();
});
afterEach(async () => {
  opened.open();
  held.open();
  await fleet.close();
});

test('what nobody who serves can read is finished where it is, by nodes that drain', async () => {
  await fleet.start({ instance: 'second', services: [work('1')] });
  const first = await fleet.start({ instance: 'first', services: [work('2')] });
  const answer = await first.post('/work', 'it', { prefer: 'respond-async' });
  const id = answer.headers.get('execution-id') ?? 'none';
  await until(() => runs.length === 1);
  await fleet.set('first', 'draining', 'draining');
  opened.open();
  await until(async () => (await fleet.records('first'))[0]?.state === 'sealed');
  expect(await fleet.executions.head(id)).toMatchObject({ status: 'finished' });
  expect(runs).toEqual(['first on 2', 'second on 2']);
});

/** Waits for an hour between its steps, of which the later version calls the second otherwise. */
const waiting = (version: '1' | '2'): Service =>
  service({
    name: 'waiting',
    version,
    translators:
      version === '1'
        ? []
        : [translator({ from: '1', to: '2', differences: [renamed('second', 'other')] })],
    handler: async (ctx) => {
      await ctx.step('first', () => void runs.push(`first on ${version}`));
      await ctx.wait('an hour', 3_600_000);
      return ctx.step(version === '1' ? 'second' : 'other', () => version);
    },
  });

test('what waits, owned by nobody, is translated for those who serve before its last reader goes', async () => {
  const first = await fleet.start({ instance: 'first', services: [waiting('2')] });
  const answer = await first.post('/waiting', 'it', { prefer: 'respond-async' });
  const id = answer.headers.get('execution-id') ?? 'none';
  await until(async () => (await fleet.executions.read(id))?.outcomes.length === 2);
  // Nobody else serves yet, so that it is left as it is.
  await fleet.set('first', 'draining');
  const parked = await fleet.executions.head(id);
  expect(parked).toMatchObject({ status: 'parked', version: '2' });

  await fleet.start({ instance: 'second', services: [waiting('1')] });
  await until(async () => {
    await fleet.set('first', 'draining');
    return (await fleet.executions.head(id))?.version === '1';
  });
  expect(await fleet.executions.head(id)).toMatchObject({ status: 'parked', due: parked?.due });
  expect(runs).toEqual(['first on 2']);
});

test('a node that drains leaves what it owns in the words of those who serve', async () => {
  await fleet.start({ instance: 'second', services: [waiting('1')] });
  const first = await fleet.start({ instance: 'first', services: [waiting('2')] });
  const answer = await first.post('/waiting', 'it', { prefer: 'respond-async' });
  const id = answer.headers.get('execution-id') ?? 'none';
  await until(async () => (await fleet.executions.read(id))?.outcomes.length === 2);
  await fleet.set('first', 'draining');
  expect(await fleet.executions.head(id)).toMatchObject({ status: 'parked', version: '1' });
});

/** Waits for a while before its only step. */
const soon = service({
  name: 'soon',
  version: '2',
  handler: async (ctx) => {
    await ctx.wait('a while', 4_000);
    return ctx.step('only', () => 'done');
  },
});

test('one whose wait is over is finished while another still stays', async () => {
  await fleet.start({ instance: 'second', services: [work('1')] });
  const first = await fleet.start({ instance: 'first', services: [work('2'), soon] });
  const begin = async (path: string) => {
    const answer = await first.post(path, 'it', { prefer: 'respond-async' });
    return answer.headers.get('execution-id') ?? 'none';
  };
  const [long, waits] = [await begin('/work'), await begin('/soon')];
  await until(() => runs.length === 1);
  await until(async () => (await fleet.executions.read(waits))?.outcomes.length === 1);
  held = gate();
  await fleet.set('first', 'draining', 'draining');
  opened.open();
  await until(async () => {
    const [record] = await fleet.records('first');
    if (record?.state === 'sealed') await fleet.set('first', 'draining', 'draining');
    return runs.length === 2;
  });
  await until(async () => (await fleet.executions.head(waits))?.status === 'finished');
  expect(await fleet.executions.head(long)).toMatchObject({ status: 'running' });
});
