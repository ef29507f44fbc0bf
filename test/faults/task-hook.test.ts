import { RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { HookRequest } from '../../core/hook';
import type { TaskHookEnvironment } from '../../hooks/run-task';
import { listen, shut } from '../../local/aws/listen';
import { type Gate, gate } from '../support/gate';
import { type Cluster, startCluster } from '../support/real-cluster';
import { standingOf } from '../support/standing';
import { upgradeUnderway } from '../support/underway';
import { until } from '../support/until';

// A hook that is an ECS task: run once for each upgrade, waited for, and judged by its exit code.

/** What the tasks that ran were given, in the order in which they began. */
const begun: HookRequest[] = [];
/** Their beginnings and ends, in order. */
const lives: ('begun' | 'ended')[] = [];
let exitCode = 0;
let mayEnd: Gate;

const server = createServer((request, response) => {
  void json(request)
    .then((given) => {
      begun.push(given as HookRequest);
      lives.push('begun');
      return mayEnd.opened;
    })
    .then(() => {
      lives.push('ended');
      response.end(JSON.stringify({ exitCode }));
    });
});

const environment: TaskHookEnvironment = {
  ECS_CLUSTER: 'shop',
  TASK_DEFINITION: 'migration',
  CONTAINER: 'migrate',
  SUBNETS: 'subnet-1,subnet-2',
  SECURITY_GROUPS: 'sg-1',
  ASSIGN_PUBLIC_IP: 'DISABLED',
};

let cluster: Cluster;
beforeAll(async () => {
  const url = `http://127.0.0.1:${await listen(server, 0)}`;
  const handlerFile = join(__dirname, '../../hooks/run-task.ts');
  const hook = {
    handlerFile,
    timeoutSeconds: 30,
    environment: { ...environment },
    hookSeconds: 900,
  };
  cluster = await startCluster({ hooks: { beforeUpgrade: hook } });
  const { containers, clients } = cluster.cloud;
  const image = await containers.publish(
    'shop/migrate',
    join(__dirname, '../fixtures/containers/task.ts'),
  );
  await clients.containers.send(
    new RegisterTaskDefinitionCommand({
      family: environment.TASK_DEFINITION,
      containerDefinitions: [
        { name: 'migrate', image, environment: [{ name: 'ASK_URL', value: url }] },
      ],
    }),
  );
});
beforeEach(() => {
  begun.splice(0);
  lives.splice(0);
  exitCode = 0;
  mayEnd = gate();
  mayEnd.open();
});
afterAll(async () => {
  mayEnd.open();
  await cluster?.close();
  await shut(server);
});

test('one that ends with an error keeps the upgrade from changing anything, and is told by its exit code', async () => {
  const before = await standingOf(cluster);
  exitCode = 3;
  const { status, error, cause, visits } = await upgradeUnderway(cluster, 'kept');
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'HookFailed' });
  expect(cause?.split('\n')[0]).toMatch(
    /^Hook beforeUpgrade failed: task [0-9a-f]+: migrate exited with code 3\.$/,
  );
  expect(visits.map(({ state }) => state)).not.toContain('Drain');
  expect(await standingOf(cluster)).toEqual(before);
});

test('what an upgrade that was stopped has begun ends before the next one begins its own', async () => {
  mayEnd = gate();
  const stopped = await cluster.startUpgrade();
  await until(() => begun.length === 1);
  await cluster.cloud.clients.stateMachines.send(
    new StopExecutionCommand({ executionArn: stopped }),
  );
  const next = await cluster.startUpgrade();
  // Asked, and told to wait: its state is entered again and again.
  await until(async () => (await cluster.lock()).holder === next);
  await until(async () => (await cluster.visits(next)).some(({ state }) => state === 'Run hook'));
  expect(lives).toEqual(['begun']);
  mayEnd.open();
  expect(await cluster.awaitUpgrade(next)).toMatchObject({ status: 'SUCCEEDED' });
  expect(begun.map(({ execution }) => execution)).toEqual([stopped, next]);
  expect(lives).toEqual(['begun', 'ended', 'begun', 'ended']);
});

test('one that ends well is run once, told what it is for, and lets the upgrade begin', async () => {
  const { from } = cluster.shop.releases;
  const execution = await cluster.startUpgrade({ orders: from.orders ?? '' });
  expect(await cluster.awaitUpgrade(execution)).toMatchObject({ status: 'SUCCEEDED' });
  expect(begun).toEqual([
    {
      hook: 'beforeUpgrade',
      cluster: 'shop',
      execution,
      generation: expect.any(Number) as number,
      update: { orders: from.orders },
      waited: 0,
    },
  ]);
});
