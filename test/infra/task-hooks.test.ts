/** A hook that is an ECS task: the function that runs it, and what it may. */
import { Stack, Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  Compatibility,
  ContainerImage,
  Cluster as EcsCluster,
  FargateTaskDefinition,
  TaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { Cluster } from '../../infra';
import { base, resource } from './support/clusters';

const { app, shared, store, upgrade, containers } = base();
const vpc = new Vpc(shared, 'Vpc', { natGateways: 0 });
const tasks = EcsCluster.fromClusterAttributes(shared, 'Tasks', { clusterName: 'tasks', vpc });

function withTask(name: string, taskDefinition: TaskDefinition): Stack {
  const stack = new Stack(app, name);
  const nodes = containers();
  new Cluster(stack, 'Cluster', {
    clusterName: name,
    store,
    upgrade,
    vpc,
    instances: { first: nodes, second: nodes },
    hooks: {
      beforeUpgrade: { task: { cluster: tasks, taskDefinition }, timeout: Duration.minutes(20) },
    },
  });
  return stack;
}

const migration = new FargateTaskDefinition(shared, 'Migration', { family: 'migration' });
migration.addContainer('migrate', { image: ContainerImage.fromRegistry('migrate') });
const machines = new TaskDefinition(shared, 'Machines', { compatibility: Compatibility.EC2 });
const refused = () => withTask('refused', machines);
const stack = withTask('shop', migration);

test('a task that Fargate cannot run is refused when it is synthesised', () => {
  expect(refused).toThrow(/runs on Fargate, and its container is an essential one/);
});

describe('the function that is asked', () => {
  const template = Template.fromStack(stack);
  const statements = () => {
    const { PolicyDocument } = resource(template, 'AWS::IAM::Policy', 'HookBeforeUpgrade') as {
      PolicyDocument: { Statement: { Action: string; Resource: unknown; Condition?: object }[] };
    };
    return (action: string) =>
      PolicyDocument.Statement.filter(({ Action }) => [Action].flat().includes(action));
  };

  test('knows which task it is, and where it runs', () => {
    const { Environment } = resource(template, 'AWS::Lambda::Function', 'HookBeforeUpgrade');
    expect(Environment).toMatchObject({
      Variables: { CONTAINER: 'migrate', ASSIGN_PUBLIC_IP: 'DISABLED' },
    });
  });

  test('may run this task in this cluster, and pass on its roles to ECS alone', () => {
    const of = statements();
    const cluster = { 'ecs:cluster': expect.anything() as unknown };
    expect(of('ecs:RunTask')).toMatchObject([{ Condition: { ArnEquals: cluster } }]);
    expect(JSON.stringify(of('ecs:RunTask')[0]?.Resource)).not.toContain('*');
    expect(of('ecs:ListTasks')).toMatchObject([
      { Resource: '*', Condition: { ArnEquals: cluster } },
    ]);
    expect(JSON.stringify(of('ecs:DescribeTasks'))).toContain(':task/tasks/*');
    expect(of('iam:PassRole')).toMatchObject([
      { Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } },
    ]);
    expect(of('iam:PassRole')[0]?.Resource).toHaveLength(2);
  });

  test('is what upgrades ask, for as long as is said', () => {
    const { Configuration } = resource(template, 'Custom::TransshipRegistration');
    expect(JSON.stringify(Configuration)).toMatch(/beforeUpgrade.*timeoutSeconds[\\"]+:1200/);
    const asks = Object.values(template.findResources('AWS::IAM::ManagedPolicy')).filter((policy) =>
      JSON.stringify(policy).includes('lambda:InvokeFunction'),
    );
    expect(JSON.stringify(asks)).toContain('HookBeforeUpgrade');
  });
});
