import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import {
  CreateRuleCommand,
  DescribeListenersCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterConfiguration, Release } from '../../../core/cluster';
import type { UpdateOptions } from '../../../core/update';
import type { RecordedCall } from '../../../local/lambda/recorder';
import { createConfigurationStore } from '../../../store/configuration';
import { startApprover } from '../../support/approver';
import { startHookAnswers } from '../../support/hooks';
import { type Cluster, startCluster } from '../../support/real-cluster';
import { until } from '../../support/until';

/** What the upgrade's Lambdas really asked of AWS, and in which cluster. */
export interface Recording {
  configuration: ClusterConfiguration;
  /** Of the groups, in the order of the instances; none where the nodes are containers. */
  launchTemplates: string[];
  calls: RecordedCall[];
}

const fixtures = join(__dirname, '..', '..', 'fixtures', 'containers');

/**
 * Whole upgrades in the embedded cloud, of a cluster with hooks: one that fails and is rolled back, one that fails and
 * is left as it is, one that carries on from there, approved of, tested and with as many nodes as before, and two that
 * are refused.
 */
export async function recordUpgrades(compute: 'ecs' | 'ec2'): Promise<Recording> {
  const directory = await mkdtemp(join(tmpdir(), 'audit-'));
  const recordCallsTo = join(directory, 'calls.jsonl');
  const answers = await startHookAnswers();
  const { beforeUpgrade, smokeTest } = answers.hooks;
  const cluster = await startCluster({
    compute,
    waitScale: 0.3,
    leaseSeconds: 60,
    recordCallsTo,
    hooks: { beforeUpgrade, smokeTest },
  });
  const over = new AbortController();
  try {
    const configuration = await shareOutByRule(cluster);
    const broken = await publishBroken(cluster, compute);
    const fail = (onFailure: 'rollBack' | 'stop') =>
      cluster.startUpgrade(broken, { rolloutTimeoutSeconds: 60, onFailure });
    const failing = await fail('rollBack');
    await until(async () => (await cluster.lock()).holder === failing);
    expect(await upgrade(cluster)).toMatchObject({ error: 'UpgradeInProgress' });
    expect(await cluster.awaitUpgrade(failing)).toMatchObject({ error: 'RolloutFailed' });
    const left = await cluster.awaitUpgrade(await fail('stop'));
    expect(left).toMatchObject({ error: 'RolloutFailed' });
    const approver = startApprover(cluster, over.signal);
    const all: Partial<UpdateOptions> = {
      approval: 'beforeEach',
      capacityPercent: 100,
      gates: { oldestParkedSeconds: 3_600 },
    };
    expect(await upgrade(cluster, all)).toMatchObject({ status: 'SUCCEEDED' });
    await approver.stop();
    expect(await upgrade(cluster)).toMatchObject({ error: 'ReleaseAlreadyInstalled' });
    const lines = (await readFile(recordCallsTo, 'utf8')).trim().split('\n');
    const calls = lines.map((line) => JSON.parse(line) as RecordedCall);
    return { configuration, launchTemplates: await launchTemplatesOf(cluster), calls };
  } finally {
    over.abort();
    await cluster.close();
    await answers.close();
    await rm(directory, { recursive: true, force: true });
  }
}

const upgrade = async (cluster: Cluster, options: Partial<UpdateOptions> = {}) =>
  cluster.awaitUpgrade(await cluster.startUpgrade(undefined, options));

/** A release whose every node ends as soon as it is started. */
async function publishBroken({ cloud }: Cluster, compute: 'ecs' | 'ec2'): Promise<Release> {
  const orders = join(fixtures, 'crash.ts');
  if (compute === 'ecs') return { orders: await cloud.containers.publish('shop/orders', orders) };
  return { ami: await cloud.machines.publish('shop', { catalog: orders, orders }) };
}

async function launchTemplatesOf({ cloud }: Cluster): Promise<string[]> {
  const { AutoScalingGroups = [] } = await cloud.clients.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({}),
  );
  return AutoScalingGroups.map(({ LaunchTemplate }) => LaunchTemplate?.LaunchTemplateId ?? '');
}

/** As the constructs do it: weights in a rule, and not in the listener's default action. */
async function shareOutByRule({ cloud, shop, table }: Cluster): Promise<ClusterConfiguration> {
  const { loadBalancing } = cloud.clients;
  const [{ arn = '' } = {}] = shop.configuration.forwards;
  const { Listeners = [] } = await loadBalancing.send(
    new DescribeListenersCommand({ ListenerArns: [arn] }),
  );
  const { Rules = [] } = await loadBalancing.send(
    new CreateRuleCommand({
      ListenerArn: arn,
      // After the one for tests.
      Priority: 2,
      Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
      Actions: Listeners[0]?.DefaultActions ?? [],
    }),
  );
  const configuration: ClusterConfiguration = {
    ...shop.configuration,
    forwards: [{ kind: 'rule', arn: Rules[0]?.RuleArn ?? '' }],
    alarms: ['shop-failing-requests'],
  };
  await createConfigurationStore(table).write(configuration);
  return configuration;
}
