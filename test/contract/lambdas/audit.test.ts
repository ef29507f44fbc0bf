/** The first and the last Lambda of an upgrade, and what they leave in the audit record. */
import type { ClusterConfiguration } from '../../../core/cluster';
import { parseUpdate } from '../../../core/update';
import { handler as acquireLock } from '../../../lambdas/acquire-lock';
import { handler as releaseLock } from '../../../lambdas/release-lock';
import { type AuditStore, createAuditStore } from '../../../store/audit';
import { createConfigurationStore } from '../../../store/configuration';
import { createLockStore } from '../../../store/lock';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let audit: AuditStore;

beforeAll(async () => {
  store = await startStore();
  audit = createAuditStore(store.table);
  Object.assign(process.env, {
    TABLE_NAME: store.table.name,
    AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const update = { ami: 'ami-0123456789abcdef0' };

async function deployed(name: string): Promise<string> {
  const configuration: ClusterConfiguration = {
    name,
    application: 'ami',
    forwards: [],
    instances: [],
    propagationSeconds: 1,
    leaseSeconds: 20,
    lambdaTimeoutSeconds: 60,
  };
  await createConfigurationStore(store.table).write(configuration);
  return name;
}

async function acquire(cluster: string) {
  const request = parseUpdate({ cluster, update, by: 'ada' });
  const acquired = await acquireLock({ ...request, execution: 'arn:it', progress: {} });
  if (acquired.lock !== 'acquired') throw new Error('The lock was to be had');
  return { ...request, execution: 'arn:it', ...acquired };
}

test('who has it made, what for and what came of it is recorded once, however often each is tried', async () => {
  const cluster = await deployed('once');
  const { generation } = await acquire(cluster);
  const recorded = await audit.read(cluster, generation);
  expect(recorded).toMatchObject({
    execution: 'arn:it',
    by: 'ada',
    manifest: { cluster, update, options: { onFailure: 'rollBack' } },
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
  expect(recorded?.manifest).not.toHaveProperty('by');
  await acquire(cluster);
  expect(await audit.read(cluster, generation)).toEqual(recorded);

  const failure = { Error: 'RolloutFailed', Cause: '{"errorMessage":"No image"}' };
  const event = {
    cluster,
    execution: 'arn:it',
    generation,
    succeeded: true,
    failed: true,
    failure,
  };
  expect(await releaseLock(event)).toEqual({ released: true });
  const ended = await audit.read(cluster, generation);
  expect(ended?.ended).toMatchObject({
    outcome: 'rolled back',
    error: 'RolloutFailed',
    cause: 'No image',
  });
  await releaseLock(event);
  expect(await audit.read(cluster, generation)).toEqual(ended);
});

test('an upgrade goes on without its record, and says that there is none', async () => {
  const cluster = await deployed('unrecorded');
  const unheard = store.faults.add({
    match: ({ key }) => key?.pk === `audit#${cluster}`,
    fault: { kind: 'drop-request' },
  });
  const { generation, unrecorded } = await acquire(cluster);
  expect(unrecorded).toMatch(/^Not in the audit record: StoreUnavailable/);
  const event = { cluster, execution: 'arn:it', generation, succeeded: false, failed: true };
  const released = await releaseLock(event);
  expect(released).toMatchObject({ released: true, unrecorded: expect.any(String) as string });
  expect(unheard.hits()).toBeGreaterThan(1);
  unheard.remove();
  expect(await createLockStore(store.table).read(cluster)).toEqual({ generation });
  expect(await audit.read(cluster, generation)).toBeUndefined();
});
