import type { ClusterConfiguration } from '../../../core/cluster';
import type { Assembly } from './assembly';
import { type IamRequest, type Input, requestsOf } from './requests';

/** Calls that the recorded upgrades have no occasion for, as they would be made on the cluster of the templates. */
export function probesOf({ instances }: ClusterConfiguration, assembly: Assembly): IamRequest[] {
  const made = (service: string, operation: string, input: Input) =>
    requestsOf({ functionName: '', service, operation, input }, assembly);
  return instances.flatMap(({ fleet }) => {
    if (fleet.kind === 'ec2') {
      const group = { AutoScalingGroupName: fleet.group };
      return made('Auto Scaling', 'TerminateInstanceInAutoScalingGroup', group);
    }
    const task = `arn:aws:ecs:us-east-1:123456789012:task/${fleet.cluster}/0`;
    return [
      ...made('ECS', 'StopTask', { cluster: fleet.cluster, task }),
      ...made('ECS', 'DeregisterTaskDefinition', {}),
    ];
  });
}

/** The same on something of the same kind that belongs to somebody else. */
export const elsewhere = (request: IamRequest): IamRequest => ({
  ...request,
  resource: foreign(request.resource),
  context: Object.fromEntries(
    Object.entries(request.context).map(([key, value]) => [key, foreign(value)]),
  ),
});

const foreign = (name: string): string =>
  name
    .replace(/:parameter\/transship\/[^/]+/, ':parameter/transship/foreign')
    .replace(/:task\/[^/]+/, ':task/foreign')
    .replace(/:cluster\/.*/, ':cluster/foreign')
    .replace(/(:autoScalingGroupName|:launch-template)\/.*/, '$1/foreign')
    .replace(/(:function):[^:]+/, '$1:foreign')
    .replace(
      /(:table|:role|task-definition|:service\/[^/]+|listener-rule\/.*)\/[^/:]+/,
      '$1/foreign',
    );
