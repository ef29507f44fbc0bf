import fc from 'fast-check';
import { decide, type SeenTask, type Situation } from '../../../../local/containers/decide';

const calm: Situation = {
  now: 1_000,
  startNotBefore: 0,
  desiredCount: 2,
  minimumHealthy: 100,
  maximum: 200,
  circuitBreaker: true,
  deployments: [{ id: 'new', rolloutState: 'IN_PROGRESS', failedTasks: 0 }],
  tasks: [],
};
const former = { id: 'old', rolloutState: 'COMPLETED' as const, failedTasks: 0 };
const rolling: Situation = { ...calm, deployments: [...calm.deployments, former] };

const task = (id: string, deployment: string, seen: Partial<SeenTask> = {}): SeenTask => ({
  ...{ id, deployment, stopping: false, healthy: true, failing: false },
  ...seen,
});
const old = [task('o1', 'old'), task('o2', 'old')];
const starting = { healthy: false };

test('all new tasks are started at once, beside the old ones', () => {
  expect(decide({ ...rolling, tasks: old })).toEqual([
    { kind: 'start', deployment: 'new', count: 2 },
  ]);
});

test('no old task is stopped before a new one is healthy', () => {
  const tasks = [...old, task('n1', 'new', starting), task('n2', 'new', starting)];
  expect(decide({ ...rolling, tasks })).toEqual([]);
});

test('each healthy new task lets one old task go', () => {
  const tasks = [...old, task('n1', 'new'), task('n2', 'new', starting)];
  expect(decide({ ...rolling, tasks })).toEqual([{ kind: 'stop', task: 'o2', why: 'surplus' }]);
});

test('an old task that is not healthy goes before one that is', () => {
  const tasks = [task('o1', 'old', starting), task('o2', 'old'), task('n1', 'new')];
  expect(decide({ ...rolling, tasks })).toContainEqual({
    kind: 'stop',
    task: 'o1',
    why: 'surplus',
  });
  expect(decide({ ...rolling, tasks })).not.toContainEqual(expect.objectContaining({ task: 'o2' }));
});

test('a rollout is complete only when the last old task has stopped', () => {
  const arrived = [task('n1', 'new'), task('n2', 'new')];
  const leaving = task('o1', 'old', { stopping: true, healthy: false });
  expect(decide({ ...rolling, tasks: [...arrived, leaving] })).toEqual([]);
  expect(decide({ ...rolling, tasks: arrived })).toEqual([{ kind: 'complete', deployment: 'new' }]);
});

test('nothing is started while it backs off', () => {
  expect(decide({ ...calm, startNotBefore: calm.now + 1 })).toEqual([]);
});

test('a task that is unhealthy for long is replaced', () => {
  const tasks = [task('n1', 'new'), task('n2', 'new', { healthy: false, failing: true })];
  expect(decide({ ...calm, tasks })).toEqual([
    { kind: 'stop', task: 'n2', why: 'unhealthy' },
    { kind: 'start', deployment: 'new', count: 1 },
  ]);
});

test.each([
  [1, 3],
  [2, 3],
  [10, 5],
  [1_000, 200],
])('with %i tasks desired the circuit breaker trips at %i failures', (desiredCount, threshold) => {
  const after = (failedTasks: number, circuitBreaker = true) =>
    decide({
      ...calm,
      desiredCount,
      circuitBreaker,
      deployments: [{ id: 'new', rolloutState: 'IN_PROGRESS', failedTasks }],
    });
  const fail = { kind: 'fail', deployment: 'new' };
  expect(after(threshold)).toEqual([fail]);
  expect(after(threshold - 1)).not.toContainEqual(fail);
  expect(after(threshold, false)).not.toContainEqual(fail);
});

test('a failed rollout starts and stops nothing, but the former deployment is kept up', () => {
  const failed = { id: 'new', rolloutState: 'FAILED' as const, failedTasks: 3 };
  const situation = { ...calm, deployments: [failed, former] };
  expect(decide({ ...situation, tasks: old })).toEqual([]);
  expect(decide({ ...situation, tasks: old.slice(1) })).toEqual([
    { kind: 'start', deployment: 'old', count: 1 },
  ]);
});

test('no decision takes the service below its minimum of healthy tasks, or above its maximum', () => {
  const seen = fc.record({
    deployment: fc.constantFrom('new', 'old', 'older'),
    healthy: fc.boolean(),
    stopping: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(seen, { maxLength: 12 }), fc.integer({ min: 0, max: 4 }), (all, count) => {
      const tasks = all.map(({ deployment, healthy, stopping }, index) =>
        task(String(index), deployment, { stopping, healthy: healthy && !stopping }),
      );
      const deployments = [...rolling.deployments, { ...former, id: 'older' }];
      const decisions = decide({ ...calm, desiredCount: count, deployments, tasks });
      const gone = new Set(decisions.map((one) => (one.kind === 'stop' ? one.task : '')));
      const healthy = (list: SeenTask[]) => list.filter((one) => one.healthy).length;
      const left = tasks.filter(({ id }) => !gone.has(id));
      expect(healthy(left)).toBeGreaterThanOrEqual(Math.min(count, healthy(tasks)));
      const started = decisions.reduce(
        (sum, one) => sum + (one.kind === 'start' ? one.count : 0),
        0,
      );
      const present = tasks.filter(({ stopping }) => !stopping).length;
      expect(started === 0 || present + started <= 2 * count).toBe(true);
    }),
  );
});
