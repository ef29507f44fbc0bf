import { type App, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  type ClusterProps,
  Cluster,
  Ec2Fleet,
  EcsFleet,
  type EcsFleetProps,
  LoadBalancer,
  PublicStore,
  Upgrade,
} from '../../../infra';
import { quickApp } from './app';

export type Compute = 'ecs' | 'ec2';

export interface Variation {
  /** What runs the nodes. @default 'ecs' */
  compute?: Compute;
  fleet?: Partial<EcsFleetProps>;
  environment?: Record<string, string>;
  certificate?: string;
  tag?: string;
  /** Of the nodes. */
  securityGroup?: string;
  cluster?: Partial<ClusterProps>;
}

export const AMI = 'ami-0123456789abcdef0';

/** Store and upgrade in an app of their own, for clusters to be added. */
export function base(app: App = quickApp()) {
  const shared = new Stack(app, 'Shared');
  const store = new PublicStore(shared, 'Store');
  const upgrade = new Upgrade(shared, 'Upgrade', { store });
  const repository = (name: string) => Repository.fromRepositoryName(shared, name, `shop/${name}`);
  const orders = repository('orders');
  const containers = ({ fleet, environment }: Variation = {}, more: Partial<EcsFleetProps> = {}) =>
    new EcsFleet({
      application: 'orders',
      components: { orders: { repository: orders, environment } },
      ...fleet,
      ...more,
    });
  return { app, shared, store, upgrade, containers };
}

/** The template of a cluster with two instances. */
export function clusterTemplate(variation: Variation = {}): Template {
  const { app, shared, store, upgrade, containers } = base();
  const { certificate, tag, securityGroup } = variation;
  const stack = new Stack(app, 'Shop');
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 0 });
  const groups = securityGroup
    ? [SecurityGroup.fromSecurityGroupId(stack, 'Nodes', securityGroup)]
    : undefined;
  const fleet =
    variation.compute === 'ec2'
      ? new Ec2Fleet({ firstAmi: AMI, environment: variation.environment, securityGroups: groups })
      : containers(variation, { securityGroups: groups });
  new Cluster(stack, 'Cluster', {
    clusterName: 'shop',
    store,
    upgrade,
    vpc,
    instances: { first: fleet, second: fleet },
    entrance: new LoadBalancer({
      certificate: certificate
        ? Certificate.fromCertificateArn(shared, 'Certificate', certificate)
        : undefined,
    }),
    ...variation.cluster,
  });
  if (tag) Tags.of(app).add('team', tag);
  return Template.fromStack(stack);
}

/** The properties of the only resource of a type, or of the one whose logical id has a word in it. */
export function resource(template: Template, type: string, word = ''): Record<string, unknown> {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.includes(word));
  expect(found.map(([id]) => id)).toHaveLength(1);
  return (found[0]?.[1] as { Properties: Record<string, unknown> }).Properties;
}
