import { Stack } from 'aws-cdk-lib';
import { type ISecurityGroup, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ICluster, TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge';
import { Bundle } from '../bundle';
import { Handler } from '../handler';

/** A task that an upgrade has run, and waits for. It is done when it ends with exit code 0. */
export interface HookTask {
  /** Where it runs, on Fargate. */
  cluster: ICluster;
  taskDefinition: TaskDefinition;
  /**
   * The essential container that is told, in `TRANSSHIP_HOOK`, what a hook's function is given, and whose exit code counts.
   * @default - the definition's default container
   */
  containerName?: string;
  /** @default - the private subnets of the cluster's VPC */
  subnets?: SubnetSelection;
  /** Needed where the task is to be let in somewhere, as to a database. @default - one of its own, open to nobody */
  securityGroups?: ISecurityGroup[];
  /** Needed in public subnets. @default false */
  assignPublicIp?: boolean;
}

/** The function that is asked where a hook is a task: it starts the task, and says how it is getting on. */
export class TaskHook extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: HookTask) {
    super(scope, id);
    const { cluster, taskDefinition } = props;
    const container = props.containerName
      ? taskDefinition.findContainer(props.containerName)
      : taskDefinition.defaultContainer;
    if (!taskDefinition.isFargateCompatible || !container?.essential)
      throw new Error(
        `The task of ${this.node.path} runs on Fargate, and its container is an essential one.`,
      );
    const subnets = cluster.vpc.selectSubnets(props.subnets);
    if (subnets.hasPublic && !props.assignPublicIp)
      throw new Error(
        `The task of ${this.node.path} would run in public subnets without an address to pull its image by: give subnets, or assignPublicIp.`,
      );
    const groups = props.securityGroups ?? [
      new SecurityGroup(this, 'SecurityGroup', { vpc: cluster.vpc }),
    ];
    const handler = new Handler(this, 'Handler', {
      file: 'hooks/run-task.ts',
      bundle: new Bundle('hooks'),
      description: `Transship: runs the task of ${id}, and says how it is getting on.`,
      environment: {
        ECS_CLUSTER: cluster.clusterArn,
        TASK_DEFINITION: taskDefinition.taskDefinitionArn,
        CONTAINER: container.containerName,
        SUBNETS: subnets.subnetIds.join(','),
        SECURITY_GROUPS: groups.map(({ securityGroupId }) => securityGroupId).join(','),
        ASSIGN_PUBLIC_IP: props.assignPublicIp ? 'ENABLED' : 'DISABLED',
      },
    });
    this.grant(handler, props);
    this.function = handler.function;
  }

  private grant({ role }: Handler, { cluster, taskDefinition }: HookTask): void {
    const { partition, region, account } = Stack.of(this);
    const tasks = `arn:${partition}:ecs:${region}:${account}:task/${cluster.clusterName}/*`;
    const there = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } };
    const allow = (action: string, resources: string[], conditions?: object) =>
      role.addToPolicy(new PolicyStatement({ actions: [action], resources, conditions }));
    allow('ecs:RunTask', [taskDefinition.taskDefinitionArn], there);
    allow('ecs:ListTasks', ['*'], there);
    allow('ecs:DescribeTasks', [tasks]);
    const roles = [taskDefinition.taskRole, taskDefinition.obtainExecutionRole()];
    allow(
      'iam:PassRole',
      roles.map(({ roleArn }) => roleArn),
      { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    );
    acknowledgeWildcards(
      role,
      ['*', tasks],
      'Tasks are listed by their definition, and have their names from ECS; each only in this cluster.',
    );
  }
}
