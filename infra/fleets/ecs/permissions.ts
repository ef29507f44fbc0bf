import type { Stack } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FleetAction } from '../../upgrade/permissions';

export interface EcsResources {
  clusterName: string;
  service: string;
  /** The family that the service runs. */
  family: string;
  /** That its task definitions name. */
  roles: IRole[];
  /** Where its images are. */
  repositories: IRepository[];
}

/** What a Lambda must be allowed to be able to do each thing to an ECS service. */
export function ecsPermissions(
  stack: Stack,
  resources: EcsResources,
): Record<FleetAction, PolicyStatement[]> {
  const { clusterName, repositories } = resources;
  const describe = allow(['ecs:DescribeServices'], [serviceArn(stack, resources)]);
  // What describes task definitions cannot be limited to some of them.
  const describeDefinition = allow(['ecs:DescribeTaskDefinition'], ['*']);
  const describeScaling = allow(['application-autoscaling:DescribeScalableTargets'], ['*']);
  const list = [
    new PolicyStatement({
      actions: ['ecs:ListTasks'],
      resources: ['*'],
      conditions: { ArnEquals: { 'ecs:cluster': ecs(stack, `cluster/${clusterName}`) } },
    }),
    allow(['ecs:DescribeTasks'], [ecs(stack, `task/${clusterName}/*`)]),
  ];
  const images = repositories.map(({ repositoryArn }) => repositoryArn);
  return {
    describe: [describe],
    list,
    releaseOf: [describeDefinition],
    artifactExists: images.length > 0 ? [allow(['ecr:DescribeImages'], images)] : [],
    upcoming: [describeDefinition],
    define: [describeDefinition, ...register(stack, resources)],
    areAlike: [describeDefinition],
    redefine: [describeDefinition, ...register(stack, resources)],
    deploy: [updateService(stack, resources)],
    stop: [allow(['ecs:StopTask'], [ecs(stack, `task/${clusterName}/*`)])],
    setCount: [updateService(stack, resources)],
    activeScaling: [describeScaling],
    setScaling: [
      describeScaling,
      new PolicyStatement({
        actions: ['application-autoscaling:RegisterScalableTarget'],
        resources: [scalableTargets(stack)],
        conditions: {
          StringEquals: {
            'application-autoscaling:service-namespace': 'ecs',
            'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
          },
        },
      }),
      // Application Auto Scaling asks whether its caller may do to the service what scaling does.
      describe,
      updateService(stack, resources),
    ],
    // Nor can what lists them, or takes them out of use.
    settle: [
      describe,
      describeDefinition,
      allow(['ecs:ListTaskDefinitions', 'ecs:DeregisterTaskDefinition'], ['*']),
    ],
    lastFailure: list,
    tellVersion: [],
  };
}

/** ARNs among them that have a wildcard, and why. */
export const ecsWildcards = (
  stack: Stack,
  { clusterName, family }: Pick<EcsResources, 'clusterName' | 'family'>,
): Record<string, string> => ({
  [ecs(stack, `task/${clusterName}/*`)]: 'Tasks are named when they are started.',
  [definitionsOf(stack, family)]: 'Revisions are numbered when they are registered.',
  [scalableTargets(stack)]:
    'The name of a scalable target cannot be known; whoever has none of the rights on the service that stand beside it is refused all the same.',
});

/** To register task definitions of a family, tagged, with the roles that they name. */
export const register = (
  stack: Stack,
  { family, roles }: Pick<EcsResources, 'family' | 'roles'>,
): PolicyStatement[] => {
  const definitions = [definitionsOf(stack, family)];
  return [
    allow(['ecs:RegisterTaskDefinition'], definitions),
    new PolicyStatement({
      actions: ['ecs:TagResource'],
      resources: definitions,
      conditions: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
    }),
    ...(roles.length > 0
      ? [
          new PolicyStatement({
            actions: ['iam:PassRole'],
            resources: roles.map(({ roleArn }) => roleArn),
            conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          }),
        ]
      : []),
  ];
};

export const updateService = (
  stack: Stack,
  resources: Pick<EcsResources, 'clusterName' | 'service'>,
): PolicyStatement => allow(['ecs:UpdateService'], [serviceArn(stack, resources)]);

const serviceArn = (stack: Stack, resources: Pick<EcsResources, 'clusterName' | 'service'>) =>
  ecs(stack, `service/${resources.clusterName}/${resources.service}`);

export const definitionsOf = (stack: Stack, family: string): string =>
  ecs(stack, `task-definition/${family}:*`);

const scalableTargets = ({ partition, region, account }: Stack): string =>
  `arn:${partition}:application-autoscaling:${region}:${account}:scalable-target/*`;

const ecs = ({ partition, region, account }: Stack, resource: string): string =>
  `arn:${partition}:ecs:${region}:${account}:${resource}`;

const allow = (actions: string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources });
