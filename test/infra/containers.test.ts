/** Nodes in containers: what a component may say of its own, on which port they listen, what they must reach. */
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { LogDriver, Secret as ContainerSecret } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Cluster, type ClusterProps, type Component, Ec2Fleet, EcsFleet } from '../../infra';
import { AMI, base, clusterTemplate, resource } from './support/clusters';

const { app, shared, store, upgrade } = base();
const repository = Repository.fromRepositoryName(shared, 'Images', 'orders');
const secret = Secret.fromSecretNameV2(shared, 'Secret', 'orders');

let stacks = 0;
/** Of a cluster in a stack of its own; not to be asked for before all clusters are there. */
function templateOf(fleet: EcsFleet | Ec2Fleet, more: Partial<ClusterProps> = {}): () => Template {
  const clusterName = `shop-${++stacks}`;
  const stack = new Stack(app, clusterName);
  const instances = { first: fleet, second: fleet };
  new Cluster(stack, 'Cluster', { clusterName, store, upgrade, instances, ...more });
  return () => Template.fromStack(stack);
}
const containers = (component: Partial<Component> = {}, port?: number) =>
  new EcsFleet({
    application: 'orders',
    components: { orders: { repository, ...component } },
    port,
  });

type Container = Record<string, unknown> & { Environment: { Name: string }[] };
const containerOf = (template: Template): Container => {
  const { ContainerDefinitions: [container] = [] } = resource(
    template,
    'AWS::ECS::TaskDefinition',
    'First',
  ) as { ContainerDefinitions?: Container[] };
  if (!container) throw new Error('There is no container.');
  return container;
};
const endpointsOf = (template: Template) =>
  [
    ...JSON.stringify(template.findResources('AWS::EC2::VPCEndpoint')).matchAll(
      /\.(dynamodb|s3|ecr\.api|ecr\.dkr|logs|secretsmanager|ssm)"/g,
    ),
  ].map(([, service]) => service);

describe('what else ECS is told of a container', () => {
  const said = {
    user: 'node',
    logging: LogDriver.awsLogs({ streamPrefix: 'mine' }),
    // A program without types can say these too.
    environment: { MINE: '1' },
    secrets: {},
    portMappings: [{ containerPort: 1 }],
    containerName: 'other',
  };
  const template = templateOf(
    containers({
      environment: { ITS: '1', TRANSSHIP_INSTANCE: 'elsewhere' },
      secrets: { KEY: ContainerSecret.fromSecretsManager(secret) },
      container: said,
    }),
  );

  it("is added to what it has, and takes the place of Transship's own logging", () => {
    expect(containerOf(template())).toMatchObject({
      User: 'node',
      LogConfiguration: { Options: { 'awslogs-stream-prefix': 'mine' } },
    });
  });

  it('takes away nothing that a node needs: name, image, variables, secrets, port', () => {
    const container = containerOf(template());
    expect(container).toMatchObject({
      Name: 'orders',
      Image: expect.anything() as object,
      PortMappings: [{ ContainerPort: 8080 }],
      Secrets: [{ Name: 'KEY' }],
    });
    expect(container.Environment).toMatchObject([
      { Name: 'ITS' },
      { Name: 'TRANSSHIP_INSTANCE', Value: 'first' },
      { Name: 'TRANSSHIP_TABLE' },
      { Name: 'TRANSSHIP_CLUSTER' },
      { Name: 'TRANSSHIP_IDLE_TIMEOUT_SECONDS', Value: '60' },
    ]);
  });

  it('cannot be one of those, by its type', () => {
    // @ts-expect-error a component has an environment of its own.
    const component: Component = { repository, container: { environment: {} } };
    expect(component.repository).toBe(repository);
  });
});

describe('a fleet on another port', () => {
  const type = 'AWS::ElasticLoadBalancingV2::TargetGroup';
  const [before, after] = [8080, 9090].map((port) => clusterTemplate({ fleet: { port } })) as [
    Template,
    Template,
  ];

  it.each([
    ['containers', templateOf(containers({}, 9090)), 80],
    ['machines', templateOf(new Ec2Fleet({ firstAmi: AMI, port: 9090 })), 9090],
  ])('is served over HTTP: %s', (_, template, Port) => {
    for (const instance of ['First', 'Second'])
      expect(resource(template(), type, instance)).toMatchObject({ Protocol: 'HTTP', Port });
  });

  it('keeps its target groups, with what is registered in them, and what the rule leads to', () => {
    const port = (template: Template) => resource(template, 'AWS::ECS::Service', 'First');
    expect(port(before)).toMatchObject({ LoadBalancers: [{ ContainerPort: 8080 }] });
    expect(port(after)).toMatchObject({ LoadBalancers: [{ ContainerPort: 9090 }] });
    expect(after.findResources(type)).toEqual(before.findResources(type));
    const rule = 'AWS::ElasticLoadBalancingV2::ListenerRule';
    expect(after.findResources(rule)).toEqual(before.findResources(rule));
  });

  it('has target groups with names, which CloudFormation refuses to replace', () => {
    const names = Object.values(after.findResources(type)).map(
      ({ Properties }) => (Properties as { Name?: string }).Name ?? '',
    );
    expect(new Set(names).size).toBe(2);
    for (const name of names)
      expect(name).toMatch(/^(?!internal-)[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]$/);
  });
});

describe('a new service', () => {
  const template = templateOf(containers(), { healthPath: '/api/health' });

  it('has no task stopped by the platform to spread them over availability zones', () => {
    for (const instance of ['First', 'Second'])
      expect(resource(template(), 'AWS::ECS::Service', instance)).toMatchObject({
        AvailabilityZoneRebalancing: 'DISABLED',
      });
  });

  it('has its nodes asked for their health where their runtime answers', () => {
    const group = resource(template(), 'AWS::ElasticLoadBalancingV2::TargetGroup', 'First');
    expect(group).toMatchObject({ HealthCheckPath: '/api/health' });
  });
});

describe('without NAT', () => {
  const always = ['dynamodb', 's3'];
  const forTasks = [...always, 'ecr.api', 'ecr.dkr', 'logs'];
  const secrets = { KEY: ContainerSecret.fromSecretsManager(secret) };
  const none = { interfaceEndpoints: {} };

  it.each([
    ['containers reach their images and logs', templateOf(containers()), forTasks],
    [
      'containers with secrets reach these too',
      templateOf(containers({ secrets })),
      [...forTasks, 'secretsmanager', 'ssm'],
    ],
    [
      'machines have nothing that costs, for they need nothing of it',
      templateOf(new Ec2Fleet({ firstAmi: AMI })),
      always,
    ],
    [
      'what is asked for takes the place of that',
      templateOf(containers({ secrets }), { network: none }),
      always,
    ],
    [
      '(and with it there is nothing)',
      templateOf(containers({ secrets }), { network: { natGateways: 1 } }),
      always,
    ],
  ])('%s', (_, template, endpoints) => {
    expect(endpointsOf(template())).toEqual(endpoints);
  });
});
