import { Clusters } from '../../../../local/containers/clusters';
import { beginDeployment } from '../../../../local/containers/deployments';
import { newService, newTask } from '../../../../local/containers/create';
import { observe } from '../../../../local/containers/observe';
import type { Service, Task, TaskStatus } from '../../../../local/containers/state';
import { TaskDefinitions } from '../../../../local/containers/task-definitions';
import type { TargetRegistry } from '../../../../local/containers';

const REPLACE_AFTER = 2_000;
const STARTED = 100_000;
type Health = ReturnType<TargetRegistry['health']>;

let service: Service;
let task: Task;
let health: Health;

beforeEach(() => {
  const definition = new TaskDefinitions().register({
    family: 'app',
    containerDefinitions: [{ name: 'app', image: 'app@sha256:0' }],
  });
  service = newService(new Clusters().create(), {
    serviceName: 'first',
    taskDefinition: 'app',
    desiredCount: 1,
    healthCheckGracePeriodSeconds: 10,
  });
  beginDeployment(service, definition);
  const [deployment] = service.deployments;
  if (!deployment) throw new Error('There is no deployment');
  task = newTask(service, deployment);
  Object.assign(task, { lastStatus: 'RUNNING' satisfies TaskStatus, startedAt: STARTED });
  task.targets.push({ targetGroupArn: 'group', host: '127.0.0.1', port: 1 });
  service.cluster.tasks.push(task);
});

const targets: TargetRegistry = {
  register: () => Promise.resolve(),
  deregister: () => Promise.resolve(),
  health: () => health,
};

const lookAt = (now: number, seen: Health = health) => {
  health = seen;
  return observe(service, targets, REPLACE_AFTER, now).tasks[0];
};

test('an unhealthy task is failing only when its grace period is over', () => {
  expect(lookAt(STARTED + 1_000, 'unhealthy')).toMatchObject({ healthy: false, failing: false });
  expect(lookAt(STARTED + 9_999)).toMatchObject({ failing: false });
  expect(lookAt(STARTED + 10_000)).toMatchObject({ failing: true });
});

test('a task is failing only after it was unhealthy without a break', () => {
  const late = STARTED + 60_000;
  lookAt(late, 'unhealthy');
  expect(lookAt(late + 1_500, 'healthy')).toMatchObject({ healthy: true });
  lookAt(late + 1_600, 'unhealthy');
  expect(lookAt(late + 3_599)).toMatchObject({ failing: false });
  expect(lookAt(late + 3_600)).toMatchObject({ failing: true });
});

test.each<Health>(['initial', 'draining', 'unused'])(
  'a target that is %s is not healthy',
  (seen) => {
    expect(lookAt(STARTED, seen)).toMatchObject({ healthy: false, failing: false });
  },
);

test('without a load balancer a task is healthy once it has run for a moment', () => {
  task.targets = [];
  expect(lookAt(STARTED + 999)).toMatchObject({ healthy: false });
  expect(lookAt(STARTED + 1_000)).toMatchObject({ healthy: true });
});

test('a task that came up ends the row of failures', () => {
  task.deployment.failedTasks = 2;
  lookAt(STARTED, 'initial');
  expect(task.deployment.failedTasks).toBe(2);
  lookAt(STARTED, 'healthy');
  expect(task.deployment.failedTasks).toBe(0);
});

test('tasks that have stopped are not seen', () => {
  task.lastStatus = 'STOPPED';
  expect(lookAt(STARTED)).toBeUndefined();
});
