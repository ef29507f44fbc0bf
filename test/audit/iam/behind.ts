import type { Assembly } from './assembly';
import { type IamRequest, type Input, arn, text } from './requests';

// What AWS checks behind a call, with the rights of who calls.

type Behind = (input: Input, assembly: Assembly) => IamRequest[];

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
const registering: Behind = (input, assembly) => {
  // The embedded cloud runs containers without roles; those that are passed are the templates' own.
  const roles = assembly
    .ofType('AWS::ECS::TaskDefinition')
    .filter(({ properties }) => properties.Family === `${text(input.family)}-blueprint`)
    .flatMap(({ properties }) => [text(properties.TaskRoleArn), text(properties.ExecutionRoleArn)]);
  const passed = roles.map((role) => passing(role, 'ecs-tasks.amazonaws.com'));
  const tagging = {
    action: 'ecs:TagResource',
    resource: arn('ecs', `task-definition/${text(input.family)}:*`),
    context: { 'ecs:CreateAction': 'RegisterTaskDefinition' },
  };
  return input.tags === undefined ? passed : [...passed, tagging];
};

/** https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html */
const scaling: Behind = ({ ResourceId }) =>
  ['ecs:DescribeServices', 'ecs:UpdateService'].map((action) => ({
    action,
    resource: arn('ecs', text(ResourceId)),
    context: {},
  }));

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html */
const launching: Behind = (input, assembly) => {
  const { LaunchTemplateId } = (input.LaunchTemplate ?? {}) as { LaunchTemplateId?: string };
  if (LaunchTemplateId === undefined) return [];
  const template = arn('ec2', `launch-template/${LaunchTemplateId}`);
  return [
    ...['instance/*', 'network-interface/*', 'volume/*'].map((resource) => ({
      action: 'ec2:RunInstances',
      resource: arn('ec2', resource),
      context: { 'ec2:LaunchTemplate': template },
    })),
    {
      action: 'ec2:CreateTags',
      resource: arn('ec2', 'instance/*'),
      context: { 'ec2:CreateAction': 'RunInstances' },
    },
    ...machineRoles(assembly).map((role) => passing(role, 'ec2.amazonaws.com')),
  ];
};

const behindActions: Record<string, Behind> = {
  'application-autoscaling:RegisterScalableTarget': scaling,
  'autoscaling:UpdateAutoScalingGroup': launching,
  'ecs:RegisterTaskDefinition': registering,
};

export const behind = (action: string, input: Input, assembly: Assembly): IamRequest[] =>
  behindActions[action]?.(input, assembly) ?? [];

/** ARNs of the roles that the templates give to machines. */
export const machineRoles = (assembly: Assembly): string[] =>
  rolesAssumedBy(assembly, 'ec2.amazonaws.com');

/** ARNs of the roles that a service of AWS's assumes. */
export const rolesAssumedBy = (assembly: Assembly, service: string): string[] =>
  assembly
    .ofType('AWS::IAM::Role')
    .filter(({ properties }) =>
      JSON.stringify(properties.AssumeRolePolicyDocument).includes(`"${service}"`),
    )
    .map(({ template, id }) => text(assembly.resolve(template, { 'Fn::GetAtt': [id, 'Arn'] })));

const passing = (resource: string, service: string): IamRequest => ({
  action: 'iam:PassRole',
  resource,
  context: { 'iam:PassedToService': service },
});
