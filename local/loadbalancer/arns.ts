import { randomBytes } from 'node:crypto';

const prefix = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const id = (): string => randomBytes(8).toString('hex');

export const loadBalancerArn = (name: string): string =>
  `${prefix}:loadbalancer/app/${name}/${id()}`;
export const targetGroupArn = (name: string): string => `${prefix}:targetgroup/${name}/${id()}`;
export const listenerArn = (ofLoadBalancer: string): string =>
  `${ofLoadBalancer.replace(':loadbalancer/', ':listener/')}/${id()}`;
export const ruleArn = (ofListener: string): string =>
  `${ofListener.replace(':listener/', ':listener-rule/')}/${id()}`;
