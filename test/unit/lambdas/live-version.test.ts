/** CloudFormation must name a launch template's version by its number, so deployments are told which is live. */
import type { ClusterConfiguration } from '../../../core/cluster';
import { tellFree } from '../../../lambdas/live-state';
import { type Platform, startPlatform } from '../deployment/platform';

const group = `<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeAutoScalingGroupsResult><AutoScalingGroups><member><AutoScalingGroupName>shop-first</AutoScalingGroupName><DesiredCapacity>2</DesiredCapacity><LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><Version>7</Version></LaunchTemplate></member></AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>`;
const none = group.replace(/<member>.*<\/member>/, '');
const versions = `<DescribeLaunchTemplateVersionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><launchTemplateVersionSet><item><launchTemplateId>lt-1</launchTemplateId><versionNumber>7</versionNumber><createTime>2026-11-24T00:00:00Z</createTime></item></launchTemplateVersionSet></DescribeLaunchTemplateVersionsResponse>`;
const refreshes = `<DescribeInstanceRefreshesResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeInstanceRefreshesResult><InstanceRefreshes/></DescribeInstanceRefreshesResult></DescribeInstanceRefreshesResponse>`;

let platform: Platform;
let groups = group;

beforeAll(async () => {
  platform = await startPlatform(({ action }) => {
    if (action === 'DescribeAutoScalingGroups') return { body: groups };
    if (action === 'DescribeLaunchTemplateVersions') return { body: versions };
    return action === 'DescribeInstanceRefreshes' ? { body: refreshes } : undefined;
  });
});
afterAll(() => platform.close());

const cluster: ClusterConfiguration = {
  name: 'shop',
  application: 'ami',
  forwards: [],
  instances: [
    { name: 'first', targetGroupArn: 'arn:first', fleet: { kind: 'ec2', group: 'shop-first' } },
  ],
  propagationSeconds: 10,
  leaseSeconds: 10,
  lambdaTimeoutSeconds: 60,
  liveState: '/transship/shop',
};

async function told() {
  platform.calls.length = 0;
  await tellFree(cluster, { generation: 1, prove: () => Promise.resolve() });
  return platform.calls
    .filter(({ action }) => action === 'PutParameter')
    .map(({ input }) => [input.Name, input.Value]);
}

it('deployments are told the live version of a launch template before they may go on', async () => {
  groups = group;
  expect(await told()).toEqual([
    ['/transship/shop/version/first', '7'],
    ['/transship/shop/lock', 'free'],
  ]);
});

it('a group that cannot be upgraded does not keep the lock', async () => {
  groups = none;
  expect(await told()).toEqual([['/transship/shop/lock', 'free']]);
});
