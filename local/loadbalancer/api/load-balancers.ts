import type {
  CreateLoadBalancerOutput,
  DescribeLoadBalancerAttributesOutput,
  DescribeLoadBalancersOutput,
  DescribeTagsOutput,
  LoadBalancer as Description,
  ModifyLoadBalancerAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import type { Clock } from '../../../core/clock';
import { AwsError } from '../../aws/json-api';
import type { Account, LoadBalancer } from '../account';
import { loadBalancerArn } from '../arns';
import { describeAttributes, loadBalancerAttributes, setAttributes } from './attributes';
import { attributeList, list, operation, type Operations } from '../../aws/query-operation';

export const loadBalancerOperations = (account: Account, clock: Clock): Operations => ({
  CreateLoadBalancer: operation(
    z.object({ Name: z.string().min(1).max(32), Type: z.literal('application').optional() }),
    ({ Name: name }): CreateLoadBalancerOutput => {
      if ([...account.loadBalancers.values()].some((other) => other.name === name)) {
        throw new AwsError('DuplicateLoadBalancerName', `There is a load balancer '${name}'`);
      }
      const loadBalancer = {
        arn: loadBalancerArn(name),
        name,
        createdAt: new Date(clock.now()),
        attributes: new Map(Object.entries(loadBalancerAttributes)),
      };
      account.loadBalancers.set(loadBalancer.arn, loadBalancer);
      return { LoadBalancers: [describe(loadBalancer)] };
    },
  ),

  DescribeLoadBalancers: operation(
    z.object({ LoadBalancerArns: list(z.string()), Names: list(z.string()) }),
    ({ LoadBalancerArns: arns, Names: names }): DescribeLoadBalancersOutput => {
      const all = [...account.loadBalancers.values()];
      const named = names?.map((name) => {
        const loadBalancer = all.find((other) => other.name === name);
        return loadBalancer ?? account.loadBalancer(name);
      });
      const chosen = arns?.map((arn) => account.loadBalancer(arn)) ?? named ?? all;
      return { LoadBalancers: chosen.map(describe) };
    },
  ),

  DescribeLoadBalancerAttributes: operation(
    z.object({ LoadBalancerArn: z.string() }),
    ({ LoadBalancerArn: arn }): DescribeLoadBalancerAttributesOutput => ({
      Attributes: describeAttributes(account.loadBalancer(arn).attributes),
    }),
  ),

  ModifyLoadBalancerAttributes: operation(
    z.object({ LoadBalancerArn: z.string(), Attributes: attributeList }),
    ({ LoadBalancerArn: arn, Attributes = [] }): ModifyLoadBalancerAttributesOutput => {
      const { attributes } = account.loadBalancer(arn);
      setAttributes(attributes, Attributes);
      return { Attributes: describeAttributes(attributes) };
    },
  ),

  /** Tags are neither kept nor asked for by name. */
  DescribeTags: operation(z.object({}), (): DescribeTagsOutput => ({ TagDescriptions: [] })),
});

/** Every load balancer is reached at 127.0.0.1, by the ports of its listeners. */
const describe = ({ arn, name, createdAt }: LoadBalancer): Description => ({
  LoadBalancerArn: arn,
  LoadBalancerName: name,
  DNSName: '127.0.0.1',
  CreatedTime: createdAt,
  Scheme: 'internal',
  Type: 'application',
  State: { Code: 'active' },
});
