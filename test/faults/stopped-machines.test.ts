import {
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
} from '@aws-sdk/client-auto-scaling';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { watchInvocations } from '../support/invocations';
import { type Cluster, startCluster } from '../support/real-cluster';
import { telling } from '../support/standing';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ compute: 'ec2', waitScale: 0.2, lambdaTimeoutSeconds: 30 });
  await telling(cluster, { lambdaTimeoutSeconds: 1 });
});
afterAll(() => cluster?.close());

const GROUP = 'shop-first';

const refreshes = async () => {
  const command = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: GROUP });
  const { InstanceRefreshes = [] } = await cluster.cloud.clients.autoScaling.send(command);
  return InstanceRefreshes.map(({ Status }) => Status);
};

test('an upgrade that is stopped while machines are replaced is succeeded by one that cancels that, and goes back', async () => {
  const invocations = watchInvocations(cluster);
  // The machines of the new release do not get on, so that the refresh is still going on then.
  const boots = cluster.cloud.dynamodb.faults.add({
    match: ({ operation, key, body }) =>
      operation === 'PutItem' &&
      key?.pk.startsWith('nodes#shop#first') === true &&
      JSON.stringify(body).includes('"starting"'),
    fault: { kind: 'drop-request' },
  });
  const waiting = invocations.hold(({ functionName }) => functionName === 'AwaitRollout');
  const stopped = await cluster.startUpgrade();
  await waiting;
  await cluster.cloud.clients.stateMachines.send(
    new StopExecutionCommand({ executionArn: stopped }),
  );
  expect(await refreshes()).toEqual(['InProgress']);

  const successor = await cluster.startUpgrade(cluster.shop.releases.from);
  await until(async () => (await refreshes()).includes('Cancelled'));
  boots.remove();
  expect(await cluster.awaitUpgrade(successor)).toMatchObject({ status: 'SUCCEEDED' });

  expect(await refreshes()).toEqual(['Successful', 'Cancelled']);
  const { AutoScalingGroups } = await cluster.cloud.clients.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({}),
  );
  expect(AutoScalingGroups).toMatchObject([
    { LaunchTemplate: { Version: '1' }, Instances: [{ LaunchTemplate: { Version: '1' } }] },
    { LaunchTemplate: { Version: '1' }, Instances: [{ LaunchTemplate: { Version: '1' } }] },
  ]);
  expect(await cluster.weights()).toEqual({ first: 100, second: 100 });
  expect((await cluster.mode('first')).mode).toBe('serving');
  expect(await cluster.lock()).not.toHaveProperty('holder');
});
