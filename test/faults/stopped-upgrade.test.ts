import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { PlannedInstance } from '../../core/plan';
import { type Monitor, startMonitor } from '../../local/demo/monitor/monitor';
import { alwaysServed, oneAtATime } from '../../local/demo/verdict/safety';
import { type Invocation, type Invocations, watchInvocations } from '../support/invocations';
import { type Cluster, startCluster } from '../support/real-cluster';
import { setWeights, standingOf, telling, untilHealthy } from '../support/standing';
import { until } from '../support/until';

// One long story: an upgrade is stopped after its first state and run again, that one is stopped after its second
// state and run again, and so on to the end. No Lambda is running when its upgrade is stopped, so nothing has to be
// waited for at a takeover; what happens where one is: see sleeping-lambda.test.ts and
// woken-lambda.test.ts.

const instances = ['first', 'second'];
const weights = { first: 30, second: 20 };
const counts = { first: 1, second: 2 };

let cluster: Cluster;
let invocations: Invocations;
let monitor: Monitor;
let before: Awaited<ReturnType<typeof standingOf>>;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, lambdaTimeoutSeconds: 30, leaseSeconds: 200 });
  await telling(cluster, { lambdaTimeoutSeconds: 1 });
  await setWeights(cluster, weights);
  await cluster.cloud.clients.containers.send(
    new UpdateServiceCommand({ cluster: 'shop', service: 'second', desiredCount: counts.second }),
  );
  await until(async () => (await cluster.nodes('second')).every(({ record }) => record));
  await untilHealthy(cluster, 'second', counts.second);
  before = await standingOf(cluster);
  invocations = watchInvocations(cluster);
  monitor = startMonitor({ clients: cluster.cloud.clients, shop: cluster.shop });
});
afterAll(async () => {
  await monitor?.stop();
  await cluster?.close();
});

interface Stop {
  state: string;
  instance?: string;
  /** In the wait before it looks again, instead of once it is done. */
  inBetween?: boolean;
}

const isAbout = (stop: Stop, invocation: Invocation | undefined) =>
  invocation?.functionName === stop.state && invocation.instance === stop.instance;

async function stopAfter({ inBetween = false, ...stop }: Stop) {
  const begun = invocations.all.length;
  const held = invocations.hold(
    (next, last) =>
      invocations.all.length > begun && isAbout(stop, last) && isAbout(stop, next) === inBetween,
  );
  const executionArn = await cluster.startUpgrade();
  await held;
  await cluster.cloud.clients.stateMachines.send(new StopExecutionCommand({ executionArn }));
  return cluster.awaitUpgrade(executionArn);
}

const quote = async () => {
  const response = await fetch(`${cluster.url}/quotes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ quote: 'Q', customer: 'Ada', sku: 'kettle', quantity: 2 }),
  });
  return response.status;
};

const stops: Stop[] = [
  { state: 'ValidateUpdate' },
  { state: 'AcquireLock' },
  { state: 'PlanUpgrade' },
  { state: 'SuspendScaling' },
  ...instances.flatMap((instance) => [
    { state: 'ScaleOutTheOthers', instance },
    { state: 'ShiftRequestsAway', instance, inBetween: true },
    { state: 'ShiftRequestsAway', instance },
    { state: 'Drain', instance },
    { state: 'AwaitHandover', instance },
    { state: 'ApplyUpdate', instance },
    { state: 'AwaitRollout', instance },
    // Once the last one is updated there is nothing to rehearse for.
    ...(instance === 'first' ? [{ state: 'Rehearse', instance }] : []),
    { state: 'ReturnRequests', instance, inBetween: true },
    { state: 'ReturnRequests', instance },
  ]),
  { state: 'Rebalance' },
  { state: 'RecordRelease' },
  { state: 'ResumeScaling' },
];
const named = stops.map(
  (stop) =>
    [`${stop.inBetween ? 'in' : 'after'} ${stop.state} ${stop.instance ?? ''}`, stop] as const,
);

test.each(named)('stopped %s, the cluster serves', async (_, stop) => {
  expect(await stopAfter(stop)).toMatchObject({ status: 'ABORTED' });
  expect(await quote()).toBe(200);
});

test('run again, it goes by how the release fares on the instance that has it, also where the other is taken first', async () => {
  // Of those that were held back there is none.
  const plans = await Promise.all(
    invocations.all
      .filter(({ functionName }) => functionName === 'PlanUpgrade')
      .map(({ outcome }) => Promise.race([outcome, Promise.resolve(undefined)])),
  );
  const planned = plans.flatMap((plan) =>
    plan?.ok ? [(plan.payload as unknown as { instances: PlannedInstance[] }).instances] : [],
  );
  expect(planned[0]).toMatchObject([
    { name: 'first', after: [] },
    { name: 'second', after: ['first'] },
  ]);
  // Once it is vacated it takes no part, and comes first.
  const secondFirst = planned.filter(([taken]) => taken?.name === 'second' && taken.update);
  expect(secondFirst.length).toBeGreaterThan(0);
  for (const [taken] of secondFirst) expect(taken?.after).toEqual(['first']);
});

test('run again at last, it leaves the new release, and everything else as it was', async () => {
  const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  const { to } = cluster.shop.releases;
  expect(await standingOf(cluster)).toEqual({
    ...before,
    weights,
    counts,
    releases: { first: [to], second: [to, to] },
    modes: { first: 'serving', second: 'serving' },
    holder: undefined,
    unfinished: false,
  });
});

test('at every moment somebody healthy had weight, and one upgrade at most held the lock', async () => {
  await monitor.stop();
  const { samples } = monitor;
  expect(samples.length).toBeGreaterThan(50);
  expect(alwaysServed({ instances, samples }).violations).toEqual([]);
  expect(oneAtATime({ samples }).violations).toEqual([]);
});
