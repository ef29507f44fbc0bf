import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ApplicationListener, ListenerCondition } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import jsonata from 'jsonata';
import { Cluster, Listener } from '../../infra';
import { permissions } from '../../infra/upgrade/permissions';
import type { FleetAction } from '../../infra/upgrade/permissions';
import type { Fleet } from '../../lambdas/fleet';
import { base, clusterTemplate, resource } from './support/clusters';

/** Compiled, not run: what permissions.ts knows of a fleet is what a fleet can do. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const same: Same<Exclude<FleetAction, 'tellVersion'>, keyof Fleet> = true;

const template = clusterTemplate();
const onShared = sharedTemplate();

/** Of a cluster of five instances behind somebody's listener. */
function sharedTemplate(): Template {
  const { app, store, upgrade, containers } = base();
  const stack = new Stack(app, 'Shop');
  const listener = ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
    listenerArn:
      'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/web/0123456789abcdef/fedcba9876543210',
    securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Balancer', 'sg-0123456789abcdef0'),
  });
  new Cluster(stack, 'Cluster', {
    clusterName: 'shop',
    store,
    upgrade,
    instances: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, containers()])),
    entrance: new Listener({
      listener,
      idleTimeout: Duration.seconds(60),
      priority: 1,
      conditions: [ListenerCondition.pathPatterns(['/orders/*'])],
    }),
  });
  return Template.fromStack(stack);
}
const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')) as {
  Properties: Record<string, unknown>;
}[];

describe('the alarms of a cluster', () => {
  it('are on when requests end with server errors, or an instance has no healthy node', () => {
    expect(alarms.map(({ Properties }) => Properties.ComparisonOperator).sort()).toEqual([
      'GreaterThanThreshold',
      'LessThanThreshold',
      'LessThanThreshold',
    ]);
  });

  it('are sent to the topic on which upgrades are announced', () => {
    for (const { Properties } of alarms)
      expect(JSON.stringify(Properties.AlarmActions)).toContain('Announcements');
  });

  it('are looked at by whoever takes an instance, or gives its requests back to it', () => {
    const lookers = Object.entries(permissions).filter(([, { alarms: looks }]) => looks);
    expect(lookers.map(([state]) => state)).toEqual([
      'Validate update',
      'Shift requests away',
      'Return requests',
    ]);
  });
});

/** What an alarm's expression comes to: of the metrics that are named, all others have no data. */
function percent(template: Template, seen: Record<string, number>): Promise<unknown> {
  const { Metrics = [] } = resource(template, 'AWS::CloudWatch::Alarm', 'ServerErrors') as {
    Metrics?: {
      Id: string;
      Expression?: string;
      MetricStat?: { Metric: { MetricName: string; Dimensions: object[] } };
    }[];
  };
  const formula = Metrics.find(({ Expression }) => Expression)?.Expression ?? '';
  const values = Metrics.flatMap(({ Id, MetricStat }) => {
    if (!MetricStat) return [];
    const { MetricName, Dimensions } = MetricStat.Metric;
    const whose = Dimensions.length > 1 ? ' of an instance' : '';
    return [[Id, seen[`${MetricName}${whose}`] ?? 0] as const];
  });
  expect(values.map(([id]) => `FILL(${id}, 0)`).filter((used) => !formula.includes(used))).toEqual(
    [],
  );
  // Metric math divides by nothing to no data, JSONata to an error.
  return jsonata(formula.replaceAll(/FILL\((\w+), 0\)/g, '$1')).evaluate(
    Object.fromEntries(values),
  );
}

describe('the alarm on server errors', () => {
  it('sees those of the targets and of the load balancer', async () => {
    const requests = { RequestCount: 1000 };
    expect(await percent(template, { ...requests, HTTPCode_Target_5XX_Count: 20 })).toBe(2);
    const bad = await percent(template, { ...requests, HTTPCode_ELB_5XX_Count: 20 });
    expect(bad).toBeGreaterThan(1);
    expect(await percent(template, requests)).toBe(0);
  });

  it('sees an outage in which no request has a target, and so none is counted', async () => {
    expect(await percent(template, { HTTPCode_ELB_5XX_Count: 50 })).toBe(100);
  });

  it("on a shared load balancer counts the cluster's requests only", async () => {
    const seen = {
      'RequestCount of an instance': 500,
      HTTPCode_ELB_5XX_Count: 50,
      RequestCount: 1e6,
    };
    expect(await percent(onShared, seen)).toBe(0);
    const failing = { ...seen, 'HTTPCode_Target_5XX_Count of an instance': 10 };
    expect(await percent(onShared, failing)).toBe(2);
  });

  it('has no more metrics than an alarm may have, with all instances that there can be', () => {
    const { Metrics } = resource(onShared, 'AWS::CloudWatch::Alarm', 'ServerErrors') as {
      Metrics: { MetricStat?: object }[];
    };
    expect(Metrics.filter(({ MetricStat }) => MetricStat)).toHaveLength(10);
  });
});

describe('the dashboard of a cluster', () => {
  it('shows who gets the requests, and what the handover does', () => {
    const body = JSON.stringify(resource(template, 'AWS::CloudWatch::Dashboard').DashboardBody);
    for (const metric of [
      'RequestCount',
      'HealthyHostCount',
      'HTTPCode_Target_5XX_Count',
      'ExecutionsOwned',
      'ExecutionsParked',
      'ExecutionsResumed',
      'ExecutionsTranslated',
      'ExecutionsStaying',
      'HandoverTime',
      'WritesFenced',
      'TasksWithoutRecord',
      'ExecutionsStarted',
    ])
      expect(body).toContain(metric);
  });
});

/** What `lambdas/telemetry.ts` publishes is of the vacated instance's own nodes, and most of it since they started. */
it('the dashboard says of nothing that it happened elsewhere, or only now, of which nobody tells that', () => {
  const body = JSON.stringify(resource(template, 'AWS::CloudWatch::Dashboard').DashboardBody);
  expect(body).not.toContain('elsewhere\\\\",');
  expect(body).toContain('Parked and resumed by its nodes since they started');
  expect(body).toContain('Late writes of its nodes refused since they started');
});

it('what permissions.ts knows of a fleet is what a fleet can do', () => {
  expect(same).toBe(true);
});
