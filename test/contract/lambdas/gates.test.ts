import type { ClusterConfiguration } from '../../../core/cluster';
import { TransshipError } from '../../../core/errors';
import type { PlannedInstance } from '../../../core/plan';
import { parseUpdate } from '../../../core/update';
import { refuseIfGated } from '../../../lambdas/gates';
import type { Work } from '../../../lambdas/lambda';
import { storesOf } from '../../../lambdas/stores';
import type { InstanceEvent } from '../../../lambdas/events';
import { CLUSTER, GROUP, Harness } from '../../unit/local/containers/harness';
import { leaveExecution } from '../../support/ghost';
import { type TestStore, startStore } from '../../support/store';

// Which instance is kept from going forward by a gate on what waits, and when. What nodes count is in
// test/contract/runtime/figures.test.ts, and a gate that trips on it under traffic in test/faults/gates.test.ts.

const FIVE_MINUTES_MS = 300_000;

const instance = (name: string) => ({
  name,
  targetGroupArn: GROUP,
  fleet: { kind: 'ecs' as const, cluster: CLUSTER, service: 'first' },
});
const cluster: ClusterConfiguration = {
  name: 'shop',
  application: 'app',
  forwards: [],
  instances: [instance('first'), instance('second')],
  propagationSeconds: 1,
  leaseSeconds: 20,
  lambdaTimeoutSeconds: 60,
};
const update = { app: 'ami-0123456789abcdef0' };

/** Taken second, after the first that runs the release by then. */
const second: PlannedInstance = {
  name: 'second',
  update: true,
  from: { app: 'ami-0fedcba9876543210' },
  to: update,
  after: ['first'],
  why: 'it runs another release of app',
};

let platform: Harness;
let store: TestStore;
let begun: number;

beforeAll(async () => {
  platform = await Harness.start();
  await platform.createService(await platform.register('none'), { desiredCount: 0 });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_ECS: platform.containers.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
afterAll(() => platform.close());

beforeEach(async () => {
  store = await startStore();
  begun = Date.now() - 2 * FIVE_MINUTES_MS;
  const since = new Date(begun).toISOString();
  const { locks } = storesOf(store.table, 'shop', {});
  await locks.take('shop', { generation: 0 }, { holder: 'arn:it', since, update });
});
afterEach(() => store.close());

const parkedAt = (due: number) => leaveExecution(store, { service: 'orders', due });

const work = (planned: PlannedInstance, rollBack = false): Work<InstanceEvent> => ({
  event: {
    ...parseUpdate({
      cluster: 'shop',
      ...(rollBack ? { rollBack } : { update }),
      options: { gates: { oldestParkedSeconds: 60 } },
    }),
    execution: 'arn:it',
    generation: 1,
    instance: planned,
  },
  cluster,
  stores: storesOf(store.table, 'shop', {}),
  lock: { generation: 1, prove: () => Promise.resolve() },
});

test('what was parked in this upgrade and waits for too long keeps the next instance from going forward', async () => {
  await parkedAt(Date.now() - FIVE_MINUTES_MS);
  const refused = refuseIfGated(work(second));
  await expect(refused).rejects.toBeInstanceOf(TransshipError);
  await expect(refused).rejects.toMatchObject({
    name: 'GateTripped',
    message: expect.stringMatching(
      /fare on first: one has waited for 30\d s to be claimed \(gates\.oldestParkedSeconds: 60\)\./,
    ) as string,
  });
});

test('what has waited since before this upgrade does not, nor what waits for its own time', async () => {
  await parkedAt(begun - FIVE_MINUTES_MS);
  await parkedAt(Date.now() + FIVE_MINUTES_MS);
  await parkedAt(Date.now() - 1_000);
  await refuseIfGated(work(second));
});

test('nothing that waits does while some of it can only be gone on with by the instance that is being vacated', async () => {
  await parkedAt(Date.now() - FIVE_MINUTES_MS);
  await refuseIfGated(work(second), { stays: true });
  await expect(refuseIfGated(work(second), { stays: false })).rejects.toThrow(TransshipError);
});

test('the first instance that is given a release is not kept before it runs it, and is looked at from then on', async () => {
  await parkedAt(Date.now() - FIVE_MINUTES_MS);
  const first = { ...second, name: 'first', after: [] };
  await refuseIfGated(work(first));
  await expect(refuseIfGated(work(first), { updated: true })).rejects.toThrow(/fare on first: /);
});

test('what goes back is kept by no gate', async () => {
  await parkedAt(Date.now() - FIVE_MINUTES_MS);
  await refuseIfGated(work({ ...second, former: 'arn:definition' }), { updated: true });
  await refuseIfGated(work(second, true), { updated: true });
});
