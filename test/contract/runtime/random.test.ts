import fc from 'fast-check';
import { randomIds } from '../../../core/ids';
import { createExecutionStore } from '../../../store/executions';
import { untilAnswered } from '../../../store/send';
import { gate } from '../../support/gate';
import type { Owner } from '../../support/owner';
import { type Program, programs } from '../../support/programs';
import { stage, undisturbed } from '../../support/stage';
import { anyStorm, hastyTable, unleash } from '../../support/storm';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let hasty: ReturnType<typeof hastyTable>;

beforeAll(async () => {
  store = await startStore();
  hasty = hastyTable(store);
});
afterEach(() => store.faults.clear());
afterAll(async () => {
  hasty.close();
  await store.close();
});

const headOf = (id: string) =>
  untilAnswered(() => createExecutionStore(store.table, 'shop').head(id));

type Turn = { until: 'parked' | 'cut off'; after: number };

/** Runs a program on one owner after the other, each until it is parked or cut off, the last until the end. */
async function passOn(program: Program, turns: Turn[], id: string) {
  const { log, program: it, owner } = stage(hasty, program);
  const frozen = gate();
  const owners: Owner[] = [];
  let cutOffs = 0;
  for (const turn of [...turns, undefined]) {
    const stopped = gate();
    let writes = -1;
    const next = owner({
      onWritten: ({ status }) => {
        writes += 1;
        if (!turn || status !== 'running' || writes < turn.after) return undefined;
        if (turn.until === 'parked') return next.owned.run(id)?.park();
        stopped.open();
        return frozen.opened;
      },
    });
    const before = owners.at(-1);
    owners.push(next);
    const head = before && (await headOf(id));
    if (head?.status === 'finished') break;
    const run = !before
      ? next.begin(it, null, { id })
      : head?.status === 'parked'
        ? next.claim(id)
        : next.owned.takeOver(id, before, () => true);
    const how = await Promise.race([
      run.then(async (running) => (await running?.ended)?.kind ?? 'not taken'),
      stopped.opened.then(() => 'cut off' as const),
    ]);
    if (how === 'cut off') cutOffs += 1;
    else expect(how).toMatch(turn?.until === 'parked' ? /^(parked|finished)$/ : /^finished$/);
    if (how === 'finished') break;
  }
  const result = (await headOf(id))?.result;
  const done = log.toSorted();
  frozen.open();
  for (const { owned, troubles } of owners) {
    owned.parkAll();
    await owned.drained();
    expect(troubles).toEqual([]);
  }
  expect((await headOf(id))?.result).toEqual(result);
  return { result, done, cutOffs };
}

const anyTurns = fc.array(
  fc.record<Turn>({
    until: fc.constantFrom('parked', 'parked', 'cut off'),
    after: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 4 },
);

type Scenario = typeof anyScenario extends fc.Arbitrary<infer It> ? It : never;

const anyScenario = fc.record({
  place: fc.integer({ min: 0, max: programs.length - 1 }),
  turns: anyTurns,
  storm: anyStorm,
});

test('whatever programs are moved however under whatever faults, they end as if nothing had been', async () => {
  const expected = await Promise.all(programs.map((program) => undisturbed(store.table, program)));
  const ends = async ({ place, turns, storm }: Scenario) => {
    const [program, undisturbedly] = [programs[place], expected[place]];
    if (!program || !undisturbedly) throw new Error('There is a program at each place');
    const id = randomIds.next();
    const calm = unleash(store, id, storm);
    const { result, done, cutOffs } = await passOn(program, turns, id);
    calm();
    expect(result).toEqual(undisturbedly.result);
    // Each step once; those cut off once more for each time.
    expect(new Set(done)).toEqual(new Set(undisturbedly.log));
    if (cutOffs === 0) expect(done).toEqual(undisturbedly.log);
    else expect(done.length).toBeLessThanOrEqual(undisturbedly.log.length * (1 + cutOffs));
  };
  await fc.assert(
    fc.asyncProperty(fc.array(anyScenario, { minLength: 8, maxLength: 8 }), (scenarios) =>
      Promise.all(scenarios.map(ends)).then(() => undefined),
    ),
    { seed: 20261124, numRuns: 6, endOnFailure: true },
  );
});
