/** cdk-nag's rules on what the example is not: every entrance and fleet, a customer's key, NAT, secrets. */
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  ContainerImage,
  Secret as ContainerSecret,
  Cluster as EcsCluster,
  FargateTaskDefinition,
  LogDrivers,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationListener,
  ApplicationTargetGroup,
  ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  Cluster,
  type ClusterProps,
  Ec2Fleet,
  EcsFleet,
  type Fleet,
  ForwardActions,
  Listener,
  LoadBalancer,
  StoreStack,
  UpgradeStack,
} from '../../infra';
import { quickApp } from './support/app';

const app = quickApp();
const yours = new Stack(app, 'Yours');
const encryptionKey = new Key(new Stack(app, 'Keys'), 'Key', { enableKeyRotation: true });
const { store } = new StoreStack(app, 'Store', { encryptionKey });
const { upgrade } = new UpgradeStack(app, 'Upgrade', { store });
const balancing = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const repository = Repository.fromRepositoryName(yours, 'Images', 'orders');
const securityGroup = SecurityGroup.fromSecurityGroupId(yours, 'Group', 'sg-0123456789abcdef0');
const targetGroup = (name: string) =>
  ApplicationTargetGroup.fromTargetGroupAttributes(yours, `Targets-${name}`, {
    targetGroupArn: `${balancing}:targetgroup/${name}/0123456789abcdef`,
  });
const role = (name: string) => Role.fromRoleName(yours, `Role-${name}`, name);

function cluster(
  clusterName: string,
  fleet: (instance: string) => Fleet,
  more: Partial<ClusterProps>,
) {
  const stack = new Stack(app, clusterName);
  const instances = { first: fleet('first'), second: fleet('second') };
  new Cluster(stack, 'Cluster', { clusterName, store, upgrade, instances, ...more });
}

const secrets = {
  KEPT: ContainerSecret.fromSecretsManager(Secret.fromSecretNameV2(yours, 'Secret', 'orders')),
  SET: ContainerSecret.fromSsmParameter(
    StringParameter.fromSecureStringParameterAttributes(yours, 'Parameter', {
      parameterName: 'orders',
    }),
  ),
};
const containers = () =>
  new EcsFleet({
    application: 'orders',
    components: { orders: { repository, secrets }, sidecar: { repository } },
    port: 9090,
  });

cluster('secrets', containers, {});
const migration = new FargateTaskDefinition(yours, 'Migration', { family: 'migration' });
migration.addContainer('migrate', {
  image: ContainerImage.fromRegistry('migrate'),
  logging: LogDrivers.awsLogs({ streamPrefix: 'migrate' }),
});
const vpc = Vpc.fromVpcAttributes(yours, 'Vpc', {
  vpcId: 'vpc-1',
  availabilityZones: ['a', 'b'],
  privateSubnetIds: ['subnet-1', 'subnet-2'],
  privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
});
const task = {
  cluster: EcsCluster.fromClusterAttributes(yours, 'Tasks', { clusterName: 'tasks', vpc }),
  taskDefinition: migration,
};
cluster('tasks', containers, { hooks: { beforeUpgrade: { task } } });
cluster('nat', containers, {
  network: { natGateways: 1 },
  entrance: new LoadBalancer({
    internetFacing: false,
    certificate: Certificate.fromCertificateArn(
      yours,
      'Certificate',
      'arn:aws:acm:us-east-1:123456789012:certificate/one',
    ),
  }),
});
cluster('listener', () => new Ec2Fleet({ port: 9090, securityGroups: [securityGroup] }), {
  entrance: new Listener({
    listener: ApplicationListener.fromApplicationListenerAttributes(yours, 'Listener', {
      listenerArn: `${balancing}:listener/app/web/0123456789abcdef/fedcba9876543210`,
      securityGroup,
    }),
    idleTimeout: Duration.seconds(60),
    priority: 1,
    conditions: [ListenerCondition.pathPatterns(['/orders/*'])],
  }),
});
const forwards = [{ kind: 'listener' as const, arn: `${balancing}:listener/app/web/01/02` }];
cluster(
  'services',
  (name) =>
    EcsFleet.fromExisting({
      application: 'orders',
      clusterName: 'production',
      serviceName: `orders-${name}`,
      family: 'orders',
      targetGroup: targetGroup(`service-${name}`),
      taskRole: role(`task-${name}`),
      executionRole: role(`execution-${name}`),
      repositories: [repository],
    }),
  { entrance: new ForwardActions({ forwards }) },
);
cluster(
  'groups',
  (name) =>
    Ec2Fleet.fromExisting({
      groupName: `orders-${name}`,
      launchTemplateId: `lt-${name}`,
      role: role(`machine-${name}`),
      targetGroup: targetGroup(`group-${name}`),
      pinned: name === 'first',
    }),
  { entrance: new ForwardActions({ forwards }) },
);

it('every entrance and fleet, with a key, NAT and secrets, breaks no rule that is not acknowledged', () => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});
