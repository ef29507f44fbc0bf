import type { InstanceSample, Sample } from '../../../../../local/demo/evidence';
import { findMoves } from '../../../../../local/demo/verdict/moves';
import { spread } from '../../../../../local/demo/verdict/quantiles';
import { judge } from '../../../../../local/demo/verdict/verdict';
import { smallRun } from '../small-run';

test('moves are told from the ledger, on the old release and across releases', () => {
  expect(judge(smallRun()).moves).toMatchObject({
    onOldRelease: 1,
    acrossReleases: 1,
    backwards: 0,
    executions: 1,
  });
});

test('park to resume is from the last effect at one place to the start of the next at another', () => {
  const [there] = findMoves(smallRun().effects, new Map());
  expect(there).toMatchObject({ leftAt: 10_500, resumedAt: 10_700 });
});

test("the order's own cooling-off is not counted as time lost in a move", () => {
  const run = smallRun();
  const effects = run.effects.filter(({ step }) => step === 'charge' || step === 'book-van');
  const { parkToResume } = judge({ ...run, effects }).moves;
  expect(parkToResume.max).toBe(11_200 - 500 - 8_000 - 1_000);
});

test('an instance counts as vacated once its last step had its effect, and when all had sealed', () => {
  const [first, second] = judge(smallRun()).vacated;
  expect(first).toMatchObject({ lastBegunMs: 0, lastEndedMs: 500, sealedMs: 1_000, moved: 1 });
  expect(second).toMatchObject({ lastEndedMs: 600, sealedMs: 1_000, moved: 1 });
});

test('an instance that is drained anew has sealed only with its last drain', () => {
  const run = smallRun();
  const seen = (at: number, generation: number, sealed: number): Sample[] =>
    run.samples.slice(10, 11).map((sample) => ({
      ...sample,
      at,
      instances: mapped(sample.instances, (instance) => ({
        ...instance,
        mode: { mode: 'draining', generation },
        tasks: instance.tasks.map((task) => ({ ...task, sealed })),
      })),
    }));
  run.samples.splice(11, 1, ...seen(10_300, 1, 1), ...seen(10_600, 2, 1), ...seen(11_500, 2, 2));
  expect(judge(run).vacated[0]?.sealedMs).toBe(1_500);
});

test('an execution that had little left when it was moved is not counted as moved early', () => {
  const [first, second] = judge(smallRun()).vacated;
  expect([first?.movedEarly, second?.movedEarly]).toEqual([0, 0]);
  const run = smallRun();
  run.effects = run.effects.map((e) => (e.step === 'credit-points' ? { ...e, at: 41_000 } : e));
  expect(judge(run).vacated[0]?.movedEarly).toBe(1);
});

test('overlap counts what moved executions did elsewhere while their instance was changed', () => {
  expect(judge(smallRun()).overlap).toEqual([
    { instance: 'first', updatedForMs: 3_000, executions: 1, effects: 1 },
    { instance: 'second', updatedForMs: 3_000, executions: 1, effects: 2 },
  ]);
});

test('a half in which moved executions stood still fails the run', () => {
  const run = smallRun();
  run.effects = run.effects.map((e) =>
    e.step === 'pack' ? { ...e, startedAt: 16e3, at: 17e3 } : e,
  );
  const names = judge(run).checks.flatMap((check) => (check.passed ? [] : [check.name]));
  expect(names).toEqual(['they went on while the other was updated']);
});

test('quantiles are exact, by the nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, i) => 200 - i);
  expect(spread(values)).toEqual({ count: 200, p50: 100, p99: 198, max: 200 });
  expect(spread([])).toEqual({ count: 0, p50: 0, p99: 0, max: 0 });
});

const mapped = (
  instances: Sample['instances'],
  change: (instance: InstanceSample) => InstanceSample,
): Sample['instances'] =>
  Object.fromEntries(Object.entries(instances).map(([name, each]) => [name, change(each)]));
