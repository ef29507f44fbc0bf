import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SFNClient } from '@aws-sdk/client-sfn';

/** Gives every call up well before the Lambda's own time-out: what is still on its way then must not change anything. */
const options = {
  retryMode: 'adaptive',
  maxAttempts: 4,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
  },
};

export const loadBalancing = new ElasticLoadBalancingV2Client(options);
export const containers = new ECSClient(options);
export const stateMachines = new SFNClient(options);
export const registry = (region: string): ECRClient => new ECRClient({ ...options, region });
