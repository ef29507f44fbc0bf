import {
  type Service,
  type Translator,
  changed,
  changedInput,
  renamed,
  service,
  translator,
} from '../../../runtime';
import { gate } from '../../support/gate';
import { type Owner, resultOf, startOwner } from '../../support/owner';
import { type TestStore, startStore } from '../../support/store';
import { until } from '../../support/until';
import { act, asOne, asTwo, effects, nodeOf, one, steps, toTwo, two } from '../../support/versions';

// Records of one version are gone on with by another that translates them, or are left in the words of others.

let store: TestStore;

beforeAll(async () => {
  store = await startStore();
});
beforeEach(() => void effects.splice(0));
afterAll(() => store.close());

/** Begun by this service, and parked once it has recorded so many outcomes. */
async function parkedAfter(steps: number, it: Service, elsewhere: Service[] = []) {
  const owner = startOwner(store.table, [it], {
    onWritten: ({ id, outcomes }) => {
      if (outcomes.length >= steps) owner.owned.run(id)?.park();
    },
    elsewhere: () => elsewhere.map(nodeOf),
  });
  const run = await owner.begin(it);
  expect(await run.ended).toEqual({ kind: 'parked' });
  return run.id;
}

const owner = (it: Service): Owner => startOwner(store.table, [it]);
test.each([
  [1, ['price', 'address', 'pay', 'ship'], 'address'],
  [2, ['price', 'screen', 'address', 'pay', 'ship'], 'address'],
  [3, ['price', 'screen', 'charge', 'ship'], 'known'],
])(
  'what was begun on an earlier version goes on in the words of a later one, after %i steps',
  async (after, done, address) => {
    const id = await parkedAfter(after, one);
    const result = await resultOf(await owner(two).claim(id));
    expect(result).toMatchObject({
      ok: true,
      value: { price: { cents: 7 }, address, ship: 'ship' },
    });
    expect(steps()).toEqual(done);
  },
);

test.each([
  [1, ['price', 'screen', 'charge', 'ship'], 'screen'],
  [2, ['price', 'address', 'screen', 'charge', 'ship'], 'screen'],
  [3, ['price', 'address', 'pay', 'ship'], 'screened'],
])(
  'what a later version has begun is left in the words of an earlier one that serves, after %i steps',
  async (after, done, screened) => {
    const id = await parkedAfter(after, two, [one]);
    expect(await owner(one).store.head(id)).toMatchObject({ version: '1', status: 'parked' });
    const result = await resultOf(await owner(one).claim(id));
    expect(result).toMatchObject({ ok: true, value: { price: 7, screened, ship: 'ship' } });
    expect(steps()).toEqual(done);
  },
);

test('while a node of its own version serves, an execution stays in its words', async () => {
  const id = await parkedAfter(2, two, [one, two]);
  expect(await owner(two).store.head(id)).toMatchObject({ version: '2' });
});

test('an execution that was never saved is left in the words of others by its first write', async () => {
  const opened = gate();
  const unsaved = service({
    ...asTwo,
    checkpointAfter: Infinity,
    handler: async (ctx) => {
      await act(ctx, 'price', { cents: 7 });
      await ctx.step('address', () => opened.opened);
      return act(ctx, 'pay');
    },
  });
  const writes: string[] = [];
  const it = startOwner(store.table, [unsaved], {
    onWritten: ({ version }) => writes.push(version ?? 'none'),
    elsewhere: () => [nodeOf(one)],
  });
  const run = await it.begin(unsaved, null, { saved: false });
  await until(() => effects.length > 0);
  run.park();
  opened.open();
  expect(await run.ended).toEqual({ kind: 'parked' });
  expect(writes).toEqual(['1']);
  expect(await resultOf(await owner(one).claim(run.id))).toMatchObject({ value: { price: 7 } });
});

/** A second version whose translator refuses what the first has recorded. */
const refusing = () =>
  service({
    ...asTwo,
    translators: [
      translator({
        from: '1',
        to: '2',
        differences: [
          changed('price', {
            up: () => {
              throw new Error('no price without its currency');
            },
            down: (value) => value,
          }),
        ],
      }),
    ],
  });

test('an execution whose record cannot be translated is left to those who can read it, and told of', async () => {
  const id = await parkedAfter(2, one);
  const second = owner(refusing());
  await until(async () => {
    await second.owned.claim(id);
    return second.troubles.length > 0;
  });
  expect(second.troubles).toMatchObject([
    { name: 'TranslationFailed', message: expect.stringContaining('no price without') as string },
  ]);
  expect(await second.store.read(id)).toMatchObject({
    status: 'parked',
    version: '1',
    excluded: ['2'],
    outcomes: [{ id: 'price' }, { id: 'screen' }],
  });
  expect(await second.owned.claim(id)).toBeUndefined();
  expect(await resultOf(await owner(one).claim(id))).toMatchObject({ ok: true });
});

test('what several nodes at once could not translate is counted by one of them', async () => {
  const id = await parkedAfter(2, one);
  const others = Array.from({ length: 3 }, () => owner(refusing()));
  const failed = gate();
  const excluding = store.faults.add({
    match: ({ operation, key }) => operation === 'PutItem' && key?.pk.endsWith(id) === true,
    fault: { kind: 'hold', until: failed.opened },
  });
  const isDue = async () => ((await owner(one).store.head(id))?.due ?? Infinity) <= Date.now();
  await until(isDue);
  const claiming = others.map(({ owned }) => owned.claim(id));
  await until(() => excluding.hits() === others.length);
  failed.open();
  await Promise.all(claiming);
  excluding.remove();
  const counted = others.map(({ state }) => state.counts.failedHandovers);
  expect(counted.sort()).toEqual([0, 0, 1]);
});

test('a version that translates and adds nothing leaves the record as it found it', async () => {
  const id = await parkedAfter(2, one);
  const before = await owner(one).store.read(id);
  const second = owner(two);
  const run = await second.claim(id);
  run.park();
  expect(await run.ended).toEqual({ kind: 'parked' });
  const { version, outcomes, renamings } = (await second.store.read(id)) ?? {};
  expect({ version, outcomes, renamings }).toEqual({
    version: '1',
    outcomes: before?.outcomes,
    renamings: [],
  });
});

test('a translated record that is large is found whole again, and without what it was before', async () => {
  const large = 'x'.repeat(5_000);
  const withLarge = (it: Service, of: string, translators: Translator[] = []) =>
    service({
      name: 'large',
      version: it.version,
      translators,
      handler: async (ctx) => [
        await act(ctx, of, large),
        await act(ctx, 'next', large),
        await act(ctx, 'last'),
      ],
    });
  const first = withLarge(one, 'a');
  const second = withLarge(two, 'b', [
    translator({ from: '1', to: '2', differences: [renamed('a', 'b')] }),
  ]);
  const id = await parkedAfter(1, first);
  const other = startOwner(store.table, [second], {
    onWritten: ({ outcomes }) => {
      if (outcomes.length >= 2) other.owned.run(id)?.park();
    },
  });
  await (
    await other.claim(id)
  ).ended;
  const record = await other.store.read(id);
  expect(record).toMatchObject({ version: '2', renamings: [['b', 'a']] });
  expect(record?.outcomes.map(({ id: step }) => step)).toEqual(['b', 'next']);
  expect(await resultOf(await owner(second).claim(id))).toEqual({
    ok: true,
    value: [large, large, 'last'],
  });
});

test('an execution that goes up and down again repeats nothing, and an input of another shape goes along', async () => {
  const shaped = changedInput({
    up: (name: string) => ({ name }),
    down: ({ name }) => name,
  });
  const inputs: unknown[] = [];
  const seen = (it: typeof asOne | typeof asTwo, translators: Translator[] = []) =>
    service({
      ...it,
      translators,
      handler: (ctx, input) => {
        inputs.push(input);
        return it.handler(ctx);
      },
    });
  const first = seen(asOne);
  const second = seen(asTwo, [{ ...toTwo, differences: [...toTwo.differences, shaped] }]);
  const parking = (it: Service, after: number, elsewhere: Service): Owner => {
    const owning = startOwner(store.table, [it], {
      onWritten: ({ id, outcomes }) => {
        if (outcomes.length >= after) owning.owned.run(id)?.park();
      },
      elsewhere: () => [nodeOf(elsewhere)],
    });
    return owning;
  };
  const run = await parking(first, 2, second).begin(first, 'it');
  expect(await run.ended).toEqual({ kind: 'parked' });
  const up = await parking(second, 3, first).claim(run.id);
  expect(await up.ended).toEqual({ kind: 'parked' });
  expect(await owner(first).store.read(run.id)).toMatchObject({ version: '1', input: 'it' });
  expect(await resultOf(await owner(first).claim(run.id))).toMatchObject({ ok: true });
  expect(inputs).toEqual(['it', { name: 'it' }, 'it']);
  expect(steps()).toEqual(['price', 'screen', 'address', 'charge', 'ship']);
});

test('what translators do with a record is not seen where it is not translated', async () => {
  const careless = changed('price', {
    up: (price: { cents: number }) => {
      price.cents = -1;
      throw new Error('half way');
    },
    down: (value) => value,
  });
  const priced = service({
    ...asOne,
    handler: async (ctx) => [await act(ctx, 'price', { cents: 7 }), await act(ctx, 'screen')],
  });
  const id = await parkedAfter(1, priced);
  const translators = [translator({ from: '1', to: '2', differences: [careless] })];
  const second = owner(service({ ...asTwo, translators }));
  await until(async () => {
    await second.owned.claim(id);
    return second.troubles.length > 0;
  });
  expect((await second.store.read(id))?.outcomes).toEqual([
    { kind: 'step', id: 'price', result: { ok: true, value: { cents: 7 } } },
  ]);
});
