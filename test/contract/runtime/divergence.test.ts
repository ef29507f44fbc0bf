import { setTimeout as delay } from 'node:timers/promises';
import { type Context, type Service, service } from '../../../runtime';
import { fastClock } from '../../support/clock';
import { type Owner, resultOf, startOwner } from '../../support/owner';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

type Handler = (ctx: Context) => Promise<unknown>;

const version = (name: string, reads: string[], handler: Handler): Service =>
  service({ name: 'orders', version: name, reads, handler });
const clock = fastClock(20);
const owner = (it: Service): Owner => startOwner(store.table, [it], { clock });

const inOrder =
  (...names: string[]): Handler =>
  async (ctx) => {
    for (const name of names) await ctx.step(name, () => name);
    return names;
  };

/** An execution of version 1, parked once its first two steps, a and b, are recorded. */
async function parkedInTheMiddle(handler = inOrder('a', 'b', 'c')) {
  const it = version('1', [], handler);
  const first = startOwner(store.table, [it], {
    onWritten: ({ id, outcomes }) => {
      if (outcomes.length >= 2) first.owned.run(id)?.park();
    },
  });
  const run = await first.begin(it);
  expect(await run.ended).toEqual({ kind: 'parked' });
  return run.id;
}

const changed: [what: string, expected: string, met: string[], handler: Handler][] = [
  ['another step first', 'a', ['x'], inOrder('x', 'a', 'b', 'c')],
  ['another step in between', 'b', ['x'], inOrder('a', 'x', 'b', 'c')],
  ['another step instead', 'b', ['x'], inOrder('a', 'x', 'c')],
  ['the same steps in another order', 'a', ['b'], inOrder('b', 'a', 'c')],
  ['an end without the recorded steps', 'a', [], inOrder()],
  ['an end before the last recorded step', 'b', [], inOrder('a')],
  [
    'a wait where a step was recorded',
    'b',
    ['b'],
    async (ctx) => {
      await ctx.step('a', () => 'a');
      await ctx.wait('b', 0);
    },
  ],
  [
    'the same steps in a branch',
    'a',
    ['in/a'],
    (ctx) => ctx.branch('in', (branch) => inOrder('a', 'b', 'c')(branch)),
  ],
  [
    'a thrown error before the last recorded step',
    'b',
    [],
    async (ctx) => {
      await ctx.step('a', () => 'a');
      throw new Error('Not today');
    },
  ],
];

test.each(changed)(
  'a version that asks for %s leaves the execution to others',
  async (_, expected, met, handler) => {
    const id = await parkedInTheMiddle();
    const second = owner(version('2', ['1'], handler));
    const run = await second.claim(id);

    expect(await run.ended).toEqual({ kind: 'diverged', divergence: { expected, met } });
    const asks = met.length > 0 ? `asks for "${met.join()}"` : 'has ended';
    expect(second.troubles).toMatchObject([
      {
        name: 'ExecutionDiverged',
        message: `Execution ${id} of orders diverged on version 2, which leaves it alone from now on: "${expected}" was recorded next, and the handler ${asks}.`,
      },
    ]);
    const record = await second.store.read(id);
    expect(record).toMatchObject({ status: 'parked', version: '1', excluded: ['2'] });
    expect(record?.outcomes).toHaveLength(2);
    expect(await second.owned.claim(id)).toBeUndefined();

    const back = owner(version('1', [], inOrder('a', 'b', 'c')));
    expect(await resultOf(await back.claim(id))).toEqual({ ok: true, value: ['a', 'b', 'c'] });
  },
);

test('one that a version has left alone is gone on with by another that reads it', async () => {
  const id = await parkedInTheMiddle();
  await (
    await owner(version('2', ['1'], inOrder('x'))).claim(id)
  ).ended;
  const third = owner(version('3', ['2', '1'], inOrder('a', 'b', 'd')));
  expect(await resultOf(await third.claim(id))).toEqual({ ok: true, value: ['a', 'b', 'd'] });
});

test('a version that claims and parks without adding anything leaves it to those who could read it before', async () => {
  const id = await parkedInTheMiddle();
  const second = owner(version('2', ['1'], inOrder('a', 'b', 'c')));
  const run = await second.claim(id);
  run.park();
  expect(await run.ended).toEqual({ kind: 'parked' });
  expect(await second.store.read(id)).toMatchObject({ version: '1' });
});

test('what a version has added steps to is for those who read that version', async () => {
  const id = await parkedInTheMiddle();
  const two = version('2', ['1'], inOrder('a', 'b', 'c', 'd'));
  const second: Owner = startOwner(store.table, [two], {
    onWritten: ({ outcomes }) => {
      if (outcomes.length >= 3) second.owned.run(id)?.park();
    },
  });
  expect(await (await second.claim(id)).ended).toEqual({ kind: 'parked' });
  const first = owner(version('1', [], inOrder('a', 'b', 'c')));
  expect(await first.owned.claim(id)).toBeUndefined();
  expect(await resultOf(await owner(two).claim(id))).toMatchObject({ ok: true });
});

test('steps added beside the recorded ones are no divergence', async () => {
  const id = await parkedInTheMiddle();
  const runs: string[] = [];
  const more: Handler = async (ctx) => {
    const extra = ctx.step('extra', () => runs.push('extra'));
    await inOrder('a', 'b')(ctx);
    return extra;
  };
  expect(await resultOf(await owner(version('2', ['1'], more)).claim(id))).toMatchObject({
    ok: true,
  });
  expect(runs).toEqual(['extra']);
});

test('a handler that is slow between its steps has not diverged', async () => {
  const dawdling: Handler = async (ctx) => {
    await delay(30);
    const a = await ctx.step('a', () => 'a');
    await delay(30);
    return [a, await ctx.step('b', () => 'b'), await ctx.step('c', () => 'c')];
  };
  const id = await parkedInTheMiddle(dawdling);
  // As of a process that is stopped for hours in the middle of its replay.
  let hours = 0;
  const jumping = { ...clock, elapsed: () => clock.elapsed() + 3_600_000 * hours++ };
  const second = startOwner(store.table, [version('1', [], dawdling)], { clock: jumping });
  expect(await resultOf(await second.claim(id))).toEqual({ ok: true, value: ['a', 'b', 'c'] });
});

test('one that is drained in the middle of a slow replay is parked at once, as it was', async () => {
  const id = await parkedInTheMiddle();
  const endless: Handler = async (ctx) => {
    await new Promise(() => undefined);
    await ctx.step('a', () => 'a');
  };
  const second = owner(version('2', ['1'], endless));
  const run = await second.claim(id);
  run.park();
  expect(await run.ended).toEqual({ kind: 'parked' });
  expect(await second.store.read(id)).toMatchObject({ version: '1', excluded: [] });
});
