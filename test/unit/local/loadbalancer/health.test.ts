import { request } from 'undici';
import { Health } from '../../../../local/loadbalancer/proxy/health';
import { createTargetGroup, nowhere, start, startCluster, startTarget, until } from './fixture';

const thresholds = { healthyThreshold: 3, unhealthyThreshold: 2 };

test('one good check makes an initial target healthy; thresholds move it from then on', () => {
  const health = new Health();
  const states = [true, false, true, false, false, true, true, false, true, true, true].map(
    (passed) => {
      health.record(passed, thresholds);
      return health.state;
    },
  );
  const [healthy, unhealthy] = ['healthy', 'unhealthy'];
  expect(states).toEqual([
    ...[healthy, healthy, healthy, healthy],
    ...[unhealthy, unhealthy, unhealthy, unhealthy, unhealthy, unhealthy],
    healthy,
  ]);
});

test('a target that has never passed is unhealthy only after the threshold', () => {
  const health = new Health();
  health.record(false, thresholds);
  expect(health.state).toBe('initial');
  health.record(false, thresholds);
  expect(health.state).toBe('unhealthy');
});

/** Where 6 requests, one after the other, end up. */
async function shares(url: string, ...targets: { paths: string[] }[]): Promise<number[]> {
  const before = targets.map(({ paths }) => paths.length);
  for (let n = 0; n < 6; n += 1) await (await request(url)).body.dump();
  return targets.map(({ paths }, n) => paths.length - (before[n] ?? 0));
}

test('healthy targets take turns, an unhealthy one gets nothing until it is healthy again', async () => {
  const { balancing, first, url, add } = await startCluster();
  const [one, other] = [await startTarget(), await startTarget()];
  await add(first, one);
  await add(first, other);
  expect(await shares(url, one, other)).toEqual([3, 3]);
  other.health.status = 503;
  await until(() => balancing.targets.health(first, other) === 'unhealthy');
  expect(await shares(url, one, other)).toEqual([6, 0]);
  other.health.status = 200;
  await until(() => balancing.targets.health(first, other) === 'healthy');
  expect(await shares(url, one, other)).toEqual([3, 3]);
});

test('a target that has not passed a check gets nothing while another is healthy', async () => {
  const { balancing, first, url, add } = await startCluster();
  const ready = await startTarget();
  await add(first, ready);
  await balancing.targets.register(first, nowhere);
  expect(balancing.targets.health(first, nowhere)).toBe('initial');
  expect(await shares(url, ready)).toEqual([6]);
});

test('with no healthy target in the group, all of them get requests', async () => {
  const { balancing, first, url, add } = await startCluster();
  const targets = [await startTarget(), await startTarget()];
  for (const target of targets) await add(first, target);
  for (const target of targets) target.health.status = 500;
  await until(() =>
    targets.every((target) => balancing.targets.health(first, target) === 'unhealthy'),
  );
  expect(await shares(url, ...targets)).toEqual([3, 3]);
});

test('a group of weight 0 is checked all the same', async () => {
  const { second, add } = await startCluster();
  await add(second, await startTarget());
});

test('a target of a group that no listener names is unused and not checked; one never registered too', async () => {
  const { balancing, api } = await start();
  const group = await createTargetGroup(api, 'alone');
  const target = await startTarget();
  expect(balancing.targets.health(group, target)).toBe('unused');
  await balancing.targets.register(group, target);
  expect(balancing.targets.health(group, target)).toBe('unused');
});
