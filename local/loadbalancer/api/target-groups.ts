import type {
  CreateTargetGroupOutput,
  DescribeTargetGroupAttributesOutput,
  DescribeTargetGroupsOutput,
  ModifyTargetGroupAttributesOutput,
  TargetGroup as Description,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { AwsError } from '../../aws/json-api';
import type { Account } from '../account';
import { targetGroupArn } from '../arns';
import { TargetGroup, type TargetGroupSurroundings } from '../proxy/target-group';
import { describeAttributes, setAttributes, targetGroupAttributes } from './attributes';
import { describeHealthCheck, healthCheck, healthCheckInput } from './health-checks';
import { attributeList, list, operation, type Operations, whole } from '../../aws/query-operation';

const creation = healthCheckInput.extend({
  Name: z.string().min(1).max(32),
  Protocol: z.literal('HTTP'),
  Port: whole(1, 65_535),
  TargetType: z.literal('ip'),
});

export const targetGroupOperations = (
  account: Account,
  surroundings: TargetGroupSurroundings,
): Operations => {
  const describe = (group: TargetGroup): Description => {
    const loadBalancer = account.loadBalancerOf(group);
    return {
      TargetGroupArn: group.arn,
      TargetGroupName: group.settings.name,
      Protocol: 'HTTP',
      ProtocolVersion: 'HTTP1',
      Port: group.settings.port,
      TargetType: 'ip',
      LoadBalancerArns: loadBalancer === undefined ? [] : [loadBalancer],
      ...describeHealthCheck(group.settings.check),
    };
  };

  return {
    CreateTargetGroup: operation(creation, (input): CreateTargetGroupOutput => {
      if ([...account.targetGroups.values()].some(({ settings }) => settings.name === input.Name)) {
        throw new AwsError('DuplicateTargetGroupName', `There is a target group '${input.Name}'`);
      }
      const settings = {
        arn: targetGroupArn(input.Name),
        name: input.Name,
        port: input.Port,
        attributes: new Map(Object.entries(targetGroupAttributes)),
        check: healthCheck(input),
      };
      const group = new TargetGroup(settings, surroundings);
      account.targetGroups.set(group.arn, group);
      return { TargetGroups: [describe(group)] };
    }),

    DescribeTargetGroups: operation(
      z.object({
        LoadBalancerArn: z.string().optional(),
        TargetGroupArns: list(z.string()),
        Names: list(z.string()),
      }),
      ({ LoadBalancerArn: loadBalancer, TargetGroupArns: arns, Names: names }) => {
        const all = [...account.targetGroups.values()];
        const named = names?.map(
          (name) => all.find(({ settings }) => settings.name === name) ?? account.targetGroup(name),
        );
        const chosen = arns?.map((arn) => account.targetGroup(arn)) ?? named ?? all;
        const owner = loadBalancer && account.loadBalancer(loadBalancer).arn;
        const output: DescribeTargetGroupsOutput = {
          TargetGroups: chosen
            .filter((group) => !owner || account.loadBalancerOf(group) === owner)
            .map(describe),
        };
        return output;
      },
    ),

    DescribeTargetGroupAttributes: operation(
      z.object({ TargetGroupArn: z.string() }),
      ({ TargetGroupArn: arn }): DescribeTargetGroupAttributesOutput => ({
        Attributes: describeAttributes(account.targetGroup(arn).settings.attributes),
      }),
    ),

    ModifyTargetGroupAttributes: operation(
      z.object({ TargetGroupArn: z.string(), Attributes: attributeList }),
      ({ TargetGroupArn: arn, Attributes = [] }): ModifyTargetGroupAttributesOutput => {
        const { attributes } = account.targetGroup(arn).settings;
        setAttributes(attributes, Attributes);
        return { Attributes: describeAttributes(attributes) };
      },
    ),
  };
};
