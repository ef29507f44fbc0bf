import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from './client-options';

const options = clientOptions();

export const loadBalancing = new ElasticLoadBalancingV2Client(options);
export const containers = new ECSClient(options);
export const serviceScaling = new ApplicationAutoScalingClient(options);
export const autoScaling = new AutoScalingClient(options);
export const machines = new EC2Client(options);
export const monitoring = new CloudWatchClient(options);
export const parameters = new SSMClient(options);
export const stateMachines = new SFNClient(options);
export const registry = (region: string): ECRClient => new ECRClient({ ...options, region });
