import type { InstanceSample, Sample } from '../../../../../local/demo/evidence';
import { judge } from '../../../../../local/demo/verdict/verdict';
import { smallRun } from '../small-run';

/** The small run with what was seen of `first` at some seconds put otherwise. */
function withFirst(change: (seen: InstanceSample, second: number) => Partial<InstanceSample>) {
  const run = smallRun();
  run.samples = run.samples.map((sample, second): Sample => {
    const seen = sample.instances.first;
    if (!seen) return sample;
    const first = { ...seen, ...change(seen, second) };
    return { ...sample, instances: { ...sample.instances, first } };
  });
  return run;
}

const unsealed = (seen: InstanceSample) => ({
  tasks: seen.tasks.map((task) => ({ ...task, sealed: undefined })),
});

test('S4 holds when every moment of change was proven', () => {
  expect(judge(smallRun()).safety.s4).toEqual({ moments: 6, violations: [] });
});

test('S4: a task that is stopped before it has sealed is noticed', () => {
  const run = withFirst((seen) => unsealed(seen));
  expect(judge(run).safety.s4.violations).toHaveLength(3);
  expect(judge(run).passed).toBe(false);
});

test('S4: a seal of an earlier drain proves nothing', () => {
  const run = withFirst(({ mode, tasks }) => ({
    mode: mode && { ...mode, generation: mode.generation + 2 },
    tasks,
  }));
  expect(judge(run).safety.s4.violations.length).toBeGreaterThan(0);
});

test('S4: an update that is begun while its instance serves is noticed', () => {
  const run = withFirst((_, second) => (second === 5 || second === 6 ? { deployments: 2 } : {}));
  expect(judge(run).safety.s4.violations.join()).toContain('is changed while requests are sent');
});

test('S4: a crashed task that the platform replaces by its like is no change', () => {
  const run = withFirst(({ tasks }, second) =>
    second === 5 ? { tasks: tasks.map((task) => ({ ...task, stopping: true })) } : {},
  );
  expect(judge(run).safety.s4.violations).toEqual([]);
});

test('S4: a seal seen in the very next sample is not blamed on anybody', () => {
  const run = withFirst((seen, second) => (second <= 12 ? unsealed(seen) : {}));
  expect(judge(run).safety.s4.violations).toEqual([]);
});

test('S4: a step that ran on the old release after the change had begun is noticed', () => {
  const run = smallRun();
  run.effects = run.effects.map((e) => (e.step === 'pick-1' ? { ...e, at: 12_500 } : e));
  expect(judge(run).safety.s4.violations).toEqual(['first ran 1 step(s) while changed']);
});

test('S4: nodes that know no modes are judged by weight and ledger', () => {
  const run = withFirst((seen) => ({ ...unsealed(seen), mode: undefined }));
  expect(judge(run).safety.s4.violations).toEqual([]);
});

test('S5: a cluster without a healthy instance at weight is noticed', () => {
  const run = smallRun();
  const sample = run.samples[13];
  if (sample) sample.weights = [{ first: 0, second: 0 }];
  expect(judge(run).safety.s5.violations).toEqual([
    '00:00:13.000 no healthy instance at weight above 0',
  ]);
});

test('S5: an instance at weight whose targets are all unhealthy serves nobody', () => {
  const run = smallRun();
  const second = run.samples[13]?.instances.second;
  if (second) second.targets = { unhealthy: 2 };
  expect(judge(run).safety.s5.violations).toHaveLength(1);
});

test('S5: weight given to an instance that is being changed is noticed', () => {
  const run = smallRun();
  for (const second of [13, 14]) {
    const sample = run.samples[second];
    if (sample) sample.weights = [{ first: 10, second: 100 }];
  }
  expect(judge(run).safety.s5.violations).toEqual([
    '00:00:13.000 first is given weight while it is being changed',
  ]);
});

test('S6: two upgrades that both hold the lock are noticed, one that waits for it is not', () => {
  const run = smallRun();
  const [a, b] = [run.samples[11], run.samples[12]];
  a?.upgrades.push({ name: 'rival', holdsLock: false });
  b?.upgrades.push({ name: 'rival', holdsLock: true });
  expect(judge(run).safety.s6.violations).toEqual([
    '00:00:12.000 upgrade and rival both hold the lock',
  ]);
});
