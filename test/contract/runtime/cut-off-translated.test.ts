import { type Service, inserted, removed, service, translator } from '../../../runtime';
import type { StoreRequest } from '../../../local/dynamodb/request';
import { gate } from '../../support/gate';
import { type Owner, resultOf, startOwner } from '../../support/owner';
import { type TestStore, startStore } from '../../support/store';
import { until } from '../../support/until';
import { asOne, asTwo, effects, keyOf, one, steps, two } from '../../support/versions';

// A step is cut off under one version of its service, and another has to do with what is left.

let store: TestStore;

beforeAll(async () => {
  store = await startStore();
});
beforeEach(() => void effects.splice(0));
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const owner = (it: Service): Owner => startOwner(store.table, [it]);

/** An execution of version 1 whose owner never ends the step that it has begun. */
async function cutOffIn(step: string) {
  const opened = gate();
  const stuck = service({
    ...asOne,
    handler: async (ctx) => {
      for (const name of ['price', 'screen', 'charge'])
        await ctx.step(name, async ({ idempotencyKey }) => {
          effects.push({ step: name, key: idempotencyKey });
          if (name === step) await opened.opened;
          return 7;
        });
    },
  });
  const first = owner(stuck);
  const run = await first.begin(stuck);
  await until(() => steps().includes(step));
  return {
    id: run.id,
    node: first.node,
    run,
    end: () => {
      opened.open();
      return run.quiet;
    },
  };
}

test('a step that is cut off under one name is done again under another, with the same key', async () => {
  const { id, node, end } = await cutOffIn('charge');
  const taken = await owner(two).owned.takeOver(id, { node, instance: 'first' }, () => true);
  expect(taken && (await resultOf(taken))).toMatchObject({ ok: true });
  expect(steps()).toEqual(['price', 'screen', 'charge', 'address', 'pay', 'ship']);
  expect(keyOf('pay')).toBe(keyOf('charge'));
  await end();
});

test('who takes it over leaves nothing before it is done again, also where an inserted step comes first', async () => {
  const { id, node, end } = await cutOffIn('charge');
  const inserting = startOwner(store.table, [two], {
    onWritten: ({ outcomes }) => {
      if (outcomes.some((outcome) => outcome.id === 'address')) inserting.owned.run(id)?.park();
    },
  });
  const taken = await inserting.owned.takeOver(id, { node, instance: 'first' }, () => true);
  expect(await taken?.ended).toEqual({ kind: 'parked' });
  expect(steps()).toEqual(['price', 'screen', 'charge', 'address', 'pay']);
  await end();
});

test('what was cut off behind the place of an inserted wait is left to those who need not wait', async () => {
  const { id, node, end } = await cutOffIn('charge');
  const differences = [inserted('cooling-off', { before: ['charge'], wait: true })];
  const waiting = service({
    ...asTwo,
    translators: [translator({ from: '1', to: '2', differences })],
  });
  expect(
    await owner(waiting).owned.takeOver(id, { node, instance: 'first' }, () => true),
  ).toBeUndefined();
  await end();
});

test('what was cut off is not taken over by a version in which it may have no place', async () => {
  const { id, node, end } = await cutOffIn('screen');
  const differences = [removed('screen', { before: ['charge'], result: () => null })];
  const keeping = service({
    ...asTwo,
    translators: [translator({ from: '1', to: '2', differences })],
  });
  expect(
    await owner(keeping).owned.takeOver(id, { node, instance: 'first' }, () => true),
  ).toBeUndefined();
  const same = await owner(one).owned.takeOver(id, { node, instance: 'first' }, () => true);
  expect(same && (await resultOf(same))).toMatchObject({ ok: true });
  await end();
});

/** Asks for another step than what was recorded, whatever that is. */
const failing = service({ ...asTwo, handler: (ctx) => ctx.step('other', () => null) });

test('an owner that was only taken for dead goes on with what another version could not', async () => {
  const { id, node, run, end } = await cutOffIn('charge');
  const later = owner(failing);
  expect(await later.owned.takeOver(id, { node, instance: 'first' }, () => true)).toBeUndefined();
  expect(await later.store.head(id)).toMatchObject({ owner: node, excluded: ['2'] });
  await end();
  expect(await resultOf(run)).toMatchObject({ ok: true });
  expect(await later.store.read(id)).toMatchObject({ status: 'finished', epoch: 1 });
  expect(steps()).toEqual(['price', 'screen', 'charge']);
});

test('it has saved a step once whose write was made before that, and answered only after it', async () => {
  const { id, node, run, end } = await cutOffIn('charge');
  const saves = ({ operation, key }: StoreRequest) =>
    operation === 'PutItem' && key?.pk.endsWith(id) === true;
  const excluded = gate();
  store.faults.add({ match: saves, times: 1, fault: { kind: 'drop-answer' } });
  const again = store.faults.add({
    match: saves,
    times: 1,
    fault: { kind: 'hold', until: excluded.opened },
  });
  const ended = end();
  await until(() => again.hits() === 1);
  const later = owner(failing);
  expect(await later.owned.takeOver(id, { node, instance: 'first' }, () => true)).toBeUndefined();
  excluded.open();
  await ended;
  expect(await resultOf(run)).toMatchObject({ ok: true });
  const outcomes = (await later.store.read(id))?.outcomes.map((outcome) => outcome.id);
  expect(outcomes).toEqual(['price', 'screen', 'charge']);
});
