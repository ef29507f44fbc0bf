import type { RecordedCall } from '../../../local/lambda/recorder';
import { ACCOUNT, type Assembly, REGION } from './assembly';
import { behind } from './behind';

/** What IAM is asked when a call arrives. */
export interface IamRequest {
  action: string;
  resource: string;
  context: Record<string, string>;
}

export type Input = Record<string, unknown>;
type Asked = (input: Input) => { resource: string; context?: Record<string, string> }[];

/** SDK's name of a service → prefix of its actions. */
const prefixes: Record<string, string> = {
  'Application Auto Scaling': 'application-autoscaling',
  'Auto Scaling': 'autoscaling',
  CloudFormation: 'cloudformation',
  CloudWatch: 'cloudwatch',
  DynamoDB: 'dynamodb',
  EC2: 'ec2',
  ECR: 'ecr',
  ECS: 'ecs',
  'Elastic Load Balancing v2': 'elasticloadbalancing',
  Lambda: 'lambda',
  SFN: 'states',
  SSM: 'ssm',
};

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const one = (resource: string, context: Record<string, string> = {}) => [{ resource, context }];

/** The action cannot be limited to some resources. */
const anything: Asked = () => one('*');
const table: Asked = ({ TableName, IndexName }) =>
  one(arn('dynamodb', `table/${text(TableName)}${IndexName ? `/index/${text(IndexName)}` : ''}`));
const clusterOf = (input: Input) => ({
  'ecs:cluster': arn('ecs', `cluster/${text(input.cluster)}`),
});
const group: Asked = ({ AutoScalingGroupName: name }) =>
  one(arn('autoscaling', `autoScalingGroup:0:autoScalingGroupName/${text(name)}`));
const launchTemplate: Asked = ({ LaunchTemplateId: id }) =>
  one(arn('ec2', `launch-template/${text(id)}`));
const scalableTarget: Asked = ({ ServiceNamespace, ScalableDimension }) =>
  one(arn('application-autoscaling', 'scalable-target/0'), {
    'application-autoscaling:service-namespace': text(ServiceNamespace),
    'application-autoscaling:scalable-dimension': text(ScalableDimension),
  });

/** Action → the resources that it is authorised for, as the service authorisation reference tells. */
const resources: Record<string, Asked> = {
  'application-autoscaling:DescribeScalableTargets': anything,
  'application-autoscaling:RegisterScalableTarget': scalableTarget,
  'autoscaling:CancelInstanceRefresh': group,
  'autoscaling:DescribeAutoScalingGroups': anything,
  'autoscaling:DescribeInstanceRefreshes': anything,
  'autoscaling:DescribeScalingActivities': anything,
  'autoscaling:ResumeProcesses': group,
  'autoscaling:SetDesiredCapacity': group,
  'autoscaling:StartInstanceRefresh': group,
  'autoscaling:SuspendProcesses': group,
  'autoscaling:TerminateInstanceInAutoScalingGroup': group,
  'autoscaling:UpdateAutoScalingGroup': group,
  'cloudwatch:DescribeAlarms': anything,
  'dynamodb:DeleteItem': table,
  'dynamodb:GetItem': table,
  'dynamodb:PutItem': table,
  'dynamodb:Query': table,
  'dynamodb:Scan': table,
  'dynamodb:UpdateItem': table,
  'ec2:CreateLaunchTemplateVersion': launchTemplate,
  'ec2:DescribeImages': anything,
  'ec2:DescribeInstances': anything,
  'ec2:DescribeLaunchTemplateVersions': anything,
  'ec2:DescribeLaunchTemplates': anything,
  'ec2:ModifyLaunchTemplate': launchTemplate,
  'ecr:DescribeImages': ({ repositoryName }) =>
    one(arn('ecr', `repository/${text(repositoryName)}`)),
  'ecs:DeregisterTaskDefinition': anything,
  'ecs:DescribeServices': (input) =>
    (input.services as string[]).flatMap((service) => ecsService(input.cluster, service)),
  'ecs:DescribeTaskDefinition': anything,
  'ecs:DescribeTasks': (input) =>
    (input.tasks as string[]).map((resource) => ({ resource, context: clusterOf(input) })),
  'ecs:ListTaskDefinitions': anything,
  'ecs:ListTasks': (input) => one(arn('ecs', 'container-instance/*'), clusterOf(input)),
  'ecs:RegisterTaskDefinition': ({ family }) =>
    one(arn('ecs', `task-definition/${text(family)}:*`)),
  'ecs:StopTask': (input) => one(text(input.task), clusterOf(input)),
  'ecs:UpdateService': ({ cluster, service }) => ecsService(cluster, service),
  'elasticloadbalancing:DescribeListeners': anything,
  'elasticloadbalancing:DescribeRules': anything,
  'elasticloadbalancing:DescribeTargetGroupAttributes': anything,
  'elasticloadbalancing:DescribeTargetHealth': anything,
  'elasticloadbalancing:ModifyListener': ({ ListenerArn }) => one(text(ListenerArn)),
  'elasticloadbalancing:ModifyRule': ({ RuleArn }) => one(text(RuleArn)),
  'lambda:InvokeFunction': ({ FunctionName }) => one(text(FunctionName)),
  'ssm:PutParameter': ({ Name }) => one(arn('ssm', `parameter${text(Name)}`)),
  'cloudformation:DescribeStacks': ({ StackName }) => one(text(StackName)),
  'states:DescribeExecution': ({ executionArn }) => one(text(executionArn)),
};

const ecsService = (cluster: unknown, service: unknown) =>
  one(arn('ecs', `service/${text(cluster)}/${text(service)}`));

/** Where an action is not named as its operation. */
const actionOf: Record<string, string> = { Invoke: 'InvokeFunction' };

/** All that IAM is asked for a recorded call. */
export function requestsOf(
  { service, operation, input }: RecordedCall,
  assembly: Assembly,
): IamRequest[] {
  const action = `${prefixes[service]}:${actionOf[operation] ?? operation}`;
  const asked = resources[action];
  if (!asked) throw new Error(`What ${action} is authorised for is not known here`);
  return [
    ...asked(input).map(({ resource, context = {} }) => ({ action, resource, context })),
    ...behind(action, input, assembly),
  ];
}

/** Whether a call changes something: all that do not are named so. */
export const isMutating = ({ action }: IamRequest): boolean =>
  !/:(Describe|Get|List|Query|Scan)/.test(action);
