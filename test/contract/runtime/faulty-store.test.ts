import type { Fault, StoreRequest } from '../../../local/dynamodb';
import { type Context, service } from '../../../runtime';
import { type Owner, resultOf, startOwner } from '../../support/owner';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;

beforeAll(async () => {
  store = await startStore();
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

/** Strikes each different request when it is sent for the first time, but not when it is sent again. */
function strikeEachOnce(fault: Fault, operations: RegExp): () => number {
  const seen = new Set<string>();
  const isNew = ({ operation, body }: StoreRequest): boolean => {
    const text = JSON.stringify(body);
    if (!operations.test(operation) || seen.has(text)) return false;
    seen.add(text);
    return true;
  };
  const struck = store.faults.add({ match: isNew, fault });
  return () => struck.hits();
}

const faults: Fault[] = [
  { kind: 'drop-answer' },
  { kind: 'drop-request' },
  { kind: 'throttle' },
  { kind: 'duplicate', when: 'at-once' },
  { kind: 'duplicate', when: 'after-next-commit' },
];

test.each(faults)(
  'with each write of an execution struck once by %j, no step is repeated and no ownership lost',
  async (fault) => {
    const runs: string[] = [];
    const handler = async (ctx: Context) => {
      const step = (name: string, value: unknown = name) =>
        ctx.step(name, () => (runs.push(name), value));
      await step('a');
      await ctx.wait('a moment', 1);
      await step('much', 'x'.repeat(2_000));
      await Promise.all([step('b'), step('c')]);
      await step('d');
      return 'done';
    };
    const it = service({ name: 'work', version: '1', handler });
    const hits = strikeEachOnce(fault, /^(Put|Update|Delete)Item$/);
    const owners: Owner[] = [];
    let id: string | undefined;
    for (const parkAt of [1, 4, 5, Infinity]) {
      const next: Owner = startOwner(store.table, [it], {
        onWritten: (checkpoint) => {
          if (checkpoint.outcomes.length >= parkAt) next.owned.run(checkpoint.id)?.park();
        },
      });
      owners.push(next);
      const run = id === undefined ? await next.begin(it) : await next.claim(id);
      id = run.id;
      const ending = await run.ended;
      if (parkAt < Infinity) expect(ending).toEqual({ kind: 'parked' });
      else expect(ending).toEqual({ kind: 'finished', result: { ok: true, value: 'done' } });
    }
    expect(runs.toSorted()).toEqual(['a', 'b', 'c', 'd', 'much']);
    expect(hits()).toBeGreaterThan(12);
    for (const { state, troubles } of owners) {
      expect(state.counts.fenced).toBe(0);
      expect(troubles).toEqual([]);
    }
  },
);

test.each<Fault>([{ kind: 'drop-answer' }, { kind: 'drop-request' }, { kind: 'throttle' }])(
  'with reads that fail (%j) an execution is claimed all the same',
  async (fault) => {
    const it = service({ name: 'work', version: '1', handler: (ctx) => ctx.step('a', () => 1) });
    const first = startOwner(store.table, [it]);
    const run = await first.begin(it);
    run.park();
    expect(await run.ended).toEqual({ kind: 'parked' });
    const failing = store.faults.add({
      match: ({ operation }) => operation === 'Query',
      times: 3,
      fault,
    });
    expect(await resultOf(await startOwner(store.table, [it]).claim(run.id))).toEqual({
      ok: true,
      value: 1,
    });
    expect(failing.hits()).toBe(3);
  },
);
