import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ClusterConfiguration } from '../../../core/cluster';
import { TransshipError } from '../../../core/errors';
import { handler as acquireLock } from '../../../lambdas/acquire-lock';
import { tellFree, tellHeld } from '../../../lambdas/live-state';
import type { AwsApi } from '../../../local/aws/json-api';
import { startParameters } from '../../../local/parameters';
import { createConfigurationStore } from '../../../store/configuration';
import { createLockStore } from '../../../store/lock';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let api: AwsApi;
let client: SSMClient;

beforeAll(async () => {
  store = await startStore();
  api = await startParameters();
  Object.assign(process.env, {
    TABLE_NAME: store.table.name,
    AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
    AWS_ENDPOINT_URL_SSM: api.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  client = new SSMClient();
});
afterAll(async () => {
  client.destroy();
  await api.close();
  await store.close();
});

const clusterAt = (liveState?: string): ClusterConfiguration => ({
  name: 'shop',
  application: 'orders',
  forwards: [],
  instances: [],
  propagationSeconds: 1,
  leaseSeconds: 20,
  lambdaTimeoutSeconds: 60,
  liveState,
});

const lockToldAt = async (path: string) => {
  const { Parameter } = await client.send(new GetParameterCommand({ Name: `${path}/lock` }));
  return Parameter?.Value;
};

const held = { generation: 1, prove: () => Promise.resolve() };
const lost = {
  generation: 1,
  prove: () => Promise.reject(new TransshipError('LockLost', 'So says the test')),
};

describe('deployments', () => {
  it('are told who holds the lock, and that nobody does', async () => {
    await tellHeld(clusterAt('/told'), held, 'arn:execution');
    expect(await lockToldAt('/told')).toBe('held by arn:execution');
    await tellFree(clusterAt('/told'), held);
    expect(await lockToldAt('/told')).toBe('free');
  });

  it('are told nothing by one who has lost the lock', async () => {
    await tellHeld(clusterAt('/lost'), held, 'arn:successor');
    await expect(tellFree(clusterAt('/lost'), lost)).rejects.toThrow('So says the test');
    expect(await lockToldAt('/lost')).toBe('held by arn:successor');
  });

  it('are told nothing where they do not ask', async () => {
    await tellHeld(clusterAt(), lost, 'arn:execution');
    await tellFree(clusterAt(), lost);
    await expect(lockToldAt('undefined')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });
});

test('a lock that nobody can be told of is not kept', async () => {
  await createConfigurationStore(store.table).write(clusterAt('/not a name'));
  const taking = acquireLock({
    cluster: 'shop',
    update: {},
    options: {} as never,
    execution: 'arn:execution',
    progress: {},
  });
  await expect(taking).rejects.toMatchObject({ name: 'ValidationException' });
  const lock = await createLockStore(store.table).read('shop');
  expect(lock).toMatchObject({ generation: 1 });
  expect(lock.holder).toBeUndefined();
});
