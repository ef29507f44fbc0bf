import type { HookRequest } from '../../core/hook';
import { type HookAnswers, startHookAnswers } from '../support/hooks';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { upgradeUnderway } from '../support/underway';

// Functions of the cluster's owner that an upgrade asks at its points: done at once, after a while, never, or failing.

const HOOK_SECONDS = 60;

let cluster: Cluster;
let answers: HookAnswers;
beforeAll(async () => {
  answers = await startHookAnswers(HOOK_SECONDS);
  cluster = await startCluster({ waitScale: 0.3, hooks: answers.hooks });
});
afterEach(() => {
  answers.asked = [];
  answers.answer = () => ({ hookStatus: 'SUCCEEDED' });
});
afterAll(async () => {
  await cluster?.close();
  await answers?.close();
});

const from = () => cluster.shop.releases.from;
const to = () => cluster.shop.releases.to;
const points = () => answers.asked.map(({ hook, instance }) => [hook, instance].join(' ').trim());

test('one that fails before the upgrade keeps it from changing anything, and is told by its reason', async () => {
  const before = await standingOf(cluster);
  answers.answer = ({ hook }) =>
    hook === 'beforeUpgrade'
      ? { hookStatus: 'FAILED', reason: 'the migration found a lock' }
      : { hookStatus: 'SUCCEEDED' };
  const { status, error, cause, visits } = await upgradeUnderway(cluster, 'kept');
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'HookFailed' });
  expect(cause?.split('\n')[0]).toBe('Hook beforeUpgrade failed: the migration found a lock.');
  expect(visits.map(({ state }) => state)).not.toContain('Drain');
  expect(points()).toEqual(['beforeUpgrade', 'onRollBack']);
  expect(await standingOf(cluster)).toEqual(before);
});

test.each<[string, (request: HookRequest) => object, string, RegExp]>([
  [
    'throws',
    () => ({ throws: 'no room left' }),
    'HookFailed',
    /^Hook afterInstance of first failed: its function ended with Error: no room left\.$/,
  ],
  [
    'is never done',
    () => ({ hookStatus: 'IN_PROGRESS' }),
    'HookTimedOut',
    /^Hook afterInstance of first was not done within 60 s\.$/,
  ],
])(
  'one after an instance that %s has the cluster go back under requests',
  async (name, answer, error, first) => {
    answers.answer = (request) =>
      request.hook === 'afterInstance' ? answer(request) : { hookStatus: 'SUCCEEDED' };
    const outcome = await upgradeUnderway(cluster, name.replaceAll(' ', '-'));
    expect(outcome).toMatchObject({ status: 'FAILED', error });
    const [told, rolledBack] = outcome.cause?.split('\n') ?? [];
    expect(told).toMatch(first);
    expect(rolledBack).toMatch(/^Rolled back/);
    expect([...new Set(points())]).toEqual([
      'beforeUpgrade',
      'smokeTest first',
      'afterInstance first',
      'onRollBack',
    ]);
    expect(await standingOf(cluster)).toEqual(settledAt(from()));
  },
);

test('an upgrade asks at each point, again where one is not done yet, and tells which upgrade it is', async () => {
  let looks = 0;
  answers.answer = ({ hook }) =>
    hook === 'afterUpgrade' && (looks += 1) < 3
      ? { hookStatus: 'IN_PROGRESS' }
      : { hookStatus: 'SUCCEEDED' };
  const { status, execution } = await upgradeUnderway(cluster, 'asked');
  expect(status).toBe('SUCCEEDED');
  expect(points()).toEqual([
    'beforeUpgrade',
    'smokeTest first',
    'afterInstance first',
    'smokeTest second',
    'afterInstance second',
    'afterUpgrade',
    'afterUpgrade',
    'afterUpgrade',
  ]);
  const [request] = answers.asked;
  expect(request).toEqual({
    hook: 'beforeUpgrade',
    cluster: 'shop',
    execution,
    generation: expect.any(Number) as number,
    update: { orders: to().orders },
    waited: 0,
  });
  const waited = answers.asked.slice(-3).map((each) => each.waited);
  expect(waited).toEqual([...waited].sort((one, other) => one - other));
  expect(new Set(waited).size).toBe(3);
  expect(await standingOf(cluster)).toEqual(settledAt(to()));
});

test('a roll back that is asked for asks only the one that is for it', async () => {
  const outcome = await cluster.awaitUpgrade(await cluster.startRollBack());
  expect(outcome.status).toBe('SUCCEEDED');
  expect(points()).toEqual(['onRollBack']);
  expect(await standingOf(cluster)).toEqual(settledAt(from()));
});
