import { gate } from '../../support/gate';
import { type Owner, resultOf } from '../../support/owner';
import { programs } from '../../support/programs';
import { stage, undisturbed } from '../../support/stage';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const upTo = (most: number) => Array.from({ length: most + 1 }, (_, index) => index);

describe.each(programs)('$name', (program) => {
  let expected: Awaited<ReturnType<typeof undisturbed>>;
  beforeAll(async () => {
    expected = await undisturbed(store.table, program);
  });

  test('parked after each number of outcomes, it ends elsewhere as it would have here', async () => {
    const moved = async (parkAfter: number) => {
      const { log, program: it, owner } = stage(store.table, program);
      const first = owner({
        onWritten: ({ id, outcomes }) => {
          if (outcomes.length >= parkAfter) first.owned.run(id)?.park();
        },
      });
      const run = await first.begin(it);
      if (parkAfter === 0) run.park();
      const ending = await run.ended;
      const second = owner();
      const result =
        ending.kind === 'parked' ? await resultOf(await second.claim(run.id)) : await resultOf(run);
      await first.owned.drained();
      await second.owned.drained();
      expect({ parkAfter, result, log: log.toSorted() }).toEqual({
        parkAfter,
        result: expected.result,
        log: expected.log,
      });
      expect([...first.troubles, ...second.troubles]).toEqual([]);
    };
    await Promise.all(upTo(expected.outcomes).map(moved));
  });

  test('parked after every outcome, it is passed on from one to the next to the same end', async () => {
    const { log, program: it, owner } = stage(store.table, program);
    let id: string | undefined;
    for (let turn = 0; ; turn++) {
      let known = -1;
      const next = owner({
        onWritten: (checkpoint) => {
          known = known < 0 ? checkpoint.outcomes.length : known;
          if (checkpoint.outcomes.length > known) next.owned.run(checkpoint.id)?.park();
        },
      });
      const run: Awaited<ReturnType<Owner['claim']>> =
        id === undefined ? await next.begin(it) : await next.claim(id);
      id = run.id;
      const ending = await run.ended;
      await next.owned.drained();
      expect(next.troubles).toEqual([]);
      if (ending.kind === 'parked') continue;
      expect(ending).toEqual({ kind: 'finished', result: expected.result });
      break;
    }
    expect(log.toSorted()).toEqual(expected.log);
  });

  test('cut off after each number of writes, it comes to the same end elsewhere, nothing recorded is done again, and who was overtaken is refused', async () => {
    const cutOff = async (writes: number) => {
      const { log, program: it, owner } = stage(store.table, program);
      const [stopped, frozen] = [gate(), gate()];
      let done = 0;
      const first = owner({
        onWritten: () => {
          if (++done <= writes) return undefined;
          stopped.open();
          return frozen.opened;
        },
      });
      const id = `${program.name}-${writes}`;
      const begun = first.begin(it, null, { id });
      await Promise.race([stopped.opened, begun.then((run) => run.ended)]);
      const recorded = await first.store.read(id);
      const second = owner();
      const run = await second.owned.takeOver(id, first, () => true);
      if (run) {
        expect(await resultOf(run)).toEqual(expected.result);
        await second.owned.drained();
        expect(second.troubles).toEqual([]);
        expect(new Set(log)).toEqual(new Set(expected.log));
        const steps = recorded?.outcomes.filter(({ kind }) => kind === 'step') ?? [];
        expect(log.length).toBeLessThanOrEqual(2 * expected.log.length - steps.length);
      } else expect(recorded?.status).toBe('finished');
      frozen.open();
      (await begun).park();
      expect((await (await begun).ended).kind).toBe(run ? 'lost' : 'finished');
      await first.owned.drained();
      expect((await first.store.read(id))?.result).toEqual(expected.result);
    };
    await Promise.all(upTo(expected.outcomes).map(cutOff));
  });
});
