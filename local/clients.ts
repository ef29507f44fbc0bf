import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SFNClient } from '@aws-sdk/client-sfn';

/** What the AWS SDK reads from the environment to find the embedded cloud instead of AWS. */
export type CloudEnvironment = Record<
  | 'AWS_ENDPOINT_URL_DYNAMODB'
  | 'AWS_ENDPOINT_URL_ECS'
  | 'AWS_ENDPOINT_URL_ECR'
  | 'AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2'
  | 'AWS_ENDPOINT_URL_SFN'
  | 'AWS_REGION'
  | 'AWS_ACCESS_KEY_ID'
  | 'AWS_SECRET_ACCESS_KEY',
  string
>;

/** For whoever deploys to the embedded cloud, or watches it, from this process. */
export interface Clients {
  containers: ECSClient;
  loadBalancing: ElasticLoadBalancingV2Client;
  stateMachines: SFNClient;
  store: DynamoDBClient;
  destroy(): void;
}

/** SDK clients of the embedded cloud; this process's own environment is left alone. */
export function createClients(environment: CloudEnvironment): Clients {
  const common = {
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    },
  };
  const clients = {
    containers: new ECSClient({ ...common, endpoint: environment.AWS_ENDPOINT_URL_ECS }),
    loadBalancing: new ElasticLoadBalancingV2Client({
      ...common,
      endpoint: environment.AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2,
    }),
    stateMachines: new SFNClient({ ...common, endpoint: environment.AWS_ENDPOINT_URL_SFN }),
    store: new DynamoDBClient({ ...common, endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB }),
  };
  return {
    ...clients,
    destroy: () => Object.values(clients).forEach((client) => client.destroy()),
  };
}
