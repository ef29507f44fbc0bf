import {
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateVersionCommand,
  DescribeLaunchTemplateVersionsCommand,
} from '@aws-sdk/client-ec2';
import { isDeepStrictEqual } from 'node:util';
import { drainedOnceBegun } from '../support/invocations';
import { effectsOf, isDone, order, violations } from '../support/orders';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ compute: 'ec2' });
});
afterAll(() => cluster?.close());

const groups = async (): Promise<AutoScalingGroup[]> => {
  const command = new DescribeAutoScalingGroupsCommand({});
  return (await cluster.cloud.clients.autoScaling.send(command)).AutoScalingGroups ?? [];
};

/** What the machines of a group start from. */
async function template(group: AutoScalingGroup | undefined) {
  const { LaunchTemplateVersions } = await cluster.cloud.clients.machines.send(
    new DescribeLaunchTemplateVersionsCommand({
      LaunchTemplateId: group?.LaunchTemplate?.LaunchTemplateId,
      Versions: [group?.LaunchTemplate?.Version ?? ''],
    }),
  );
  return LaunchTemplateVersions?.[0];
}

const machinesOf = async (instance: string) =>
  (await cluster.nodes(instance)).map(({ task }) => task);

test('an upgrade to a new AMI replaces every machine under traffic, and moves what is half done there', async () => {
  const [group] = await groups();
  const before = await cluster.nodes();
  const former = await template(group);
  const quotes = startQuotes(cluster.url);
  const requests = Array.from({ length: 8 }, (_, n) => order(`moved-${n + 1}`, 20));
  let answering: ReturnType<Cluster['call']>[] = [];
  const [node] = await cluster.nodes('first');
  const atFirst = { url: node?.url ?? '', followAt: cluster.url };
  const upgrade = await cluster.startUpgrade();
  await drainedOnceBegun(cluster, 'first', async () => {
    answering = requests.map((body, n) =>
      // Some surely where it is about to be drained.
      cluster.call({ ...(n < 2 && atFirst), service: 'orders', body }),
    );
    await until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'price')));
  });
  const outcome = await cluster.awaitUpgrade(upgrade);
  const answers = await Promise.all(answering);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  expect(failuresOf(await quotes.stop())).toEqual([]);

  const placed = requests.map((request, index) => ({
    order: request,
    answer: answers[index] ?? { status: 0, body: {}, execution: undefined, way: [] },
  }));
  expect(placed.map(({ answer }) => answer.status)).toEqual(requests.map(() => 200));
  expect(violations(cluster.ledger, placed)).toEqual([]);
  const places = requests.map(
    ({ order: id }) => new Set(effectsOf(cluster.ledger, id).map(({ task }) => task)),
  );
  expect(places.filter(({ size }) => size > 1).length).toBeGreaterThan(0);

  const after = await cluster.nodes();
  expect(after.map(({ task }) => task)).toEqual([
    expect.stringMatching(/^i-[0-9a-f]{17}$/),
    expect.stringMatching(/^i-[0-9a-f]{17}$/),
  ]);
  const stayed = after.filter(({ task }) => before.some((node) => node.task === task));
  expect(stayed).toEqual([]);
  expect(after.map(({ record }) => record?.state)).toEqual(['serving', 'serving']);
  expect(await cluster.weights()).toEqual({ first: 100, second: 100 });
  expect(await template((await groups())[0])).toMatchObject({
    VersionNumber: 2,
    DefaultVersion: true,
    LaunchTemplateData: { ...former?.LaunchTemplateData, ImageId: cluster.shop.releases.to.ami },
  });
});

test('an upgrade back runs the version that ran before, and leaves groups as they were', async () => {
  const outcome = await cluster.awaitUpgrade(
    await cluster.startUpgrade(cluster.shop.releases.from),
  );
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  for (const group of await groups()) {
    expect(await template(group)).toMatchObject({ VersionNumber: 1 });
    expect(group).toMatchObject({
      DesiredCapacity: 1,
      LaunchTemplate: { Version: '1' },
      SuspendedProcesses: [],
      Instances: [{ LifecycleState: 'InService', LaunchTemplate: { Version: '1' } }],
    });
  }
  expect(await machinesOf('first')).toHaveLength(1);
});

test('what was changed in the launch templates is brought to the machines by an upgrade, which suspends what takes machines away', async () => {
  const { autoScaling, machines } = cluster.cloud.clients;
  for (const group of await groups())
    await machines.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateId: group.LaunchTemplate?.LaunchTemplateId,
        SourceVersion: '1',
        LaunchTemplateData: { InstanceType: 'm7g.large' },
      }),
    );
  const upgrade = await cluster.startUpgrade(cluster.shop.releases.from);
  const suspended = async () =>
    (await groups()).map(({ SuspendedProcesses = [] }) =>
      SuspendedProcesses.map(({ ProcessName = '' }) => ProcessName).sort(),
    );
  const reducing = ['AZRebalance', 'AlarmNotification', 'ScheduledActions'];
  await until(async () => isDeepStrictEqual(await suspended(), [reducing, reducing]));
  await autoScaling.send(
    new SuspendProcessesCommand({
      AutoScalingGroupName: 'shop-first',
      ScalingProcesses: ['HealthCheck'],
    }),
  );
  expect(await cluster.awaitUpgrade(upgrade)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await suspended()).toEqual([['HealthCheck'], []]);
  for (const group of await groups())
    expect((await template(group))?.LaunchTemplateData).toMatchObject({
      InstanceType: 'm7g.large',
      ImageId: cluster.shop.releases.from.ami,
    });
});

test('a roll back takes back what was changed in the launch templates too', async () => {
  expect(await cluster.awaitUpgrade(await cluster.startRollBack())).toMatchObject({
    status: 'SUCCEEDED',
  });
  for (const group of await groups())
    expect(group).toMatchObject({
      LaunchTemplate: { Version: '1' },
      Instances: [{ LifecycleState: 'InService', LaunchTemplate: { Version: '1' } }],
    });
});

test('an AMI that is not there is refused, and so is an image of a container', async () => {
  const refused = async (ami: string) => {
    const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade({ ami }));
    return outcome.error;
  };
  expect(await refused('ami-00000000000000000')).toBe('ArtifactNotFound');
  const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/orders@sha256:${'0'.repeat(64)}`;
  expect(await refused(image)).toBe('ArtifactNotFound');
});
