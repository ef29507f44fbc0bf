import fc from 'fast-check';
import type { Outcome } from '../../../core/execution';
import { randomIds } from '../../../core/ids';
import type { Change } from '../../../core/transitions';
import {
  type ExecutionStore,
  type StoredCheckpoint,
  createExecutionStore,
} from '../../../store/executions';
import { anyStorm, hastyTable, unleash } from '../../support/storm';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let table: ReturnType<typeof hastyTable>;

beforeAll(async () => {
  store = await startStore();
  table = hastyTable(store);
});
afterAll(async () => {
  table.close();
  await store.close();
});

type Deed = 'claim' | 'take over' | 'commit' | 'commit much' | 'park';
const anyDeeds = fc.array(
  fc.constantFrom<Deed>('claim', 'claim', 'take over', 'commit', 'commit', 'commit much', 'park'),
  { minLength: 3, maxLength: 8 },
);

/** What one of several who write at once was told of a write of its. */
interface Told {
  by: string;
  seq: number;
  epoch: number;
  outcome: string | undefined;
  accepted: boolean;
}

async function persevere<T>(ask: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await ask();
    } catch {
      // The store did not answer; a read may be asked again as it is.
    }
}

/** One of several: does its deeds one after the other, as far as it believes that it may. */
async function act(
  executions: ExecutionStore,
  id: string,
  by: string,
  deeds: Deed[],
  told: Told[],
) {
  let held: StoredCheckpoint | undefined;
  const change = async (from: StoredCheckpoint, it: Change, outcome?: string) => {
    const after = await executions.write(from, it);
    const epoch = it.kind === 'claim' ? from.epoch + 1 : from.epoch;
    told.push({ by, seq: from.seq + 1, epoch, outcome, accepted: after !== undefined });
    held = after?.owner === by ? after : undefined;
  };
  for (const [index, deed] of deeds.entries()) {
    if (deed === 'claim' || deed === 'take over') {
      const seen = await persevere(() => executions.read(id));
      const unclean = seen?.owner !== undefined;
      if (!seen || held || unclean !== (deed === 'take over')) continue;
      await change(seen, { kind: 'claim', owner: by, version: '1', unclean });
    } else if (!held) continue;
    else if (deed === 'park') await change(held, { kind: 'park', due: 0 });
    else {
      const outcome = `${by}${index}`;
      const value = deed === 'commit much' ? 'x'.repeat(1_000) : null;
      const outcomes: Outcome[] = [{ kind: 'step', id: outcome, result: { ok: true, value } }];
      await change(held, { kind: 'commit', outcomes }, outcome);
    }
  }
}

test('however many write at once and whatever befalls their requests, each record has one history', async () => {
  const scenario = fc.record({
    storm: anyStorm,
    deeds: fc.array(anyDeeds, { minLength: 2, maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ storm, deeds }) => {
      const id = randomIds.next();
      const executions = createExecutionStore(table, 'shop');
      await executions.create({
        id,
        service: 'orders',
        version: '1',
        owner: undefined,
        requestDigest: undefined,
        input: null,
        outcomes: [],
        createdAt: 0,
      });
      const calm = unleash(store, id, storm);
      const told: Told[] = [];
      await Promise.all(
        deeds.map((own, place) => act(executions, id, 'abc'.charAt(place), own, told)),
      );
      calm();

      const record = await createExecutionStore(store.table, 'shop').read(id);
      const accepted = told.filter((it) => it.accepted).toSorted((a, b) => a.seq - b.seq);
      // Nobody was told of a write in another's place, and none that was told of is missing at the end.
      expect(new Set(accepted.map(({ seq }) => seq)).size).toBe(accepted.length);
      expect(record?.seq).toBe(Math.max(1, ...accepted.map(({ seq }) => seq)));
      // One owner to one epoch.
      const owners = new Set(accepted.map(({ epoch, by }) => `${epoch} ${by}`));
      expect(owners.size).toBe(new Set(accepted.map(({ epoch }) => epoch)).size);
      // Each outcome that was accepted stands there once, in order; what else stands there was given up for lost.
      const standing = record?.outcomes.map((outcome) => outcome.id) ?? [];
      expect(new Set(standing).size).toBe(standing.length);
      const known = accepted.flatMap(({ outcome }) => outcome ?? []);
      expect(standing.filter((outcome) => known.includes(outcome))).toEqual(known);
      const refused = told.filter((it) => !it.accepted);
      const lost = refused.map(({ outcome }) => outcome);
      expect(
        standing.filter((outcome) => !known.includes(outcome) && !lost.includes(outcome)),
      ).toEqual([]);
      // Nobody was told a loss where no other had written.
      for (const { by, seq } of refused)
        expect(told.some((other) => other.by !== by && other.seq >= seq)).toBe(true);
    }),
    { seed: 20261124, numRuns: 25, endOnFailure: true },
  );
});
