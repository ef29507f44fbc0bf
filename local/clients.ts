import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';

/** What the AWS SDK reads from the environment to find the embedded cloud instead of AWS. */
export type CloudEnvironment = Record<
  | 'AWS_ENDPOINT_URL_AUTO_SCALING'
  | 'AWS_ENDPOINT_URL_CLOUDWATCH'
  | 'AWS_ENDPOINT_URL_DYNAMODB'
  | 'AWS_ENDPOINT_URL_EC2'
  | 'AWS_ENDPOINT_URL_ECS'
  | 'AWS_ENDPOINT_URL_ECR'
  | 'AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING'
  | 'AWS_ENDPOINT_URL_LAMBDA'
  | 'AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2'
  | 'AWS_ENDPOINT_URL_SFN'
  | 'AWS_ENDPOINT_URL_SSM'
  | 'AWS_REGION'
  | 'AWS_ACCESS_KEY_ID'
  | 'AWS_SECRET_ACCESS_KEY',
  string
>;

/** For whoever deploys to the embedded cloud, or watches it, from this process. */
export interface Clients {
  autoScaling: AutoScalingClient;
  machines: EC2Client;
  containers: ECSClient;
  registry: ECRClient;
  loadBalancing: ElasticLoadBalancingV2Client;
  stateMachines: SFNClient;
  store: DynamoDBClient;
  monitoring: CloudWatchClient;
  parameters: SSMClient;
  serviceScaling: ApplicationAutoScalingClient;
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
    autoScaling: new AutoScalingClient({
      ...common,
      endpoint: environment.AWS_ENDPOINT_URL_AUTO_SCALING,
    }),
    machines: new EC2Client({ ...common, endpoint: environment.AWS_ENDPOINT_URL_EC2 }),
    containers: new ECSClient({ ...common, endpoint: environment.AWS_ENDPOINT_URL_ECS }),
    registry: new ECRClient({ ...common, endpoint: environment.AWS_ENDPOINT_URL_ECR }),
    loadBalancing: new ElasticLoadBalancingV2Client({
      ...common,
      endpoint: environment.AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2,
    }),
    stateMachines: new SFNClient({ ...common, endpoint: environment.AWS_ENDPOINT_URL_SFN }),
    monitoring: new CloudWatchClient({
      ...common,
      endpoint: environment.AWS_ENDPOINT_URL_CLOUDWATCH,
    }),
    parameters: new SSMClient({ ...common, endpoint: environment.AWS_ENDPOINT_URL_SSM }),
    serviceScaling: new ApplicationAutoScalingClient({
      ...common,
      endpoint: environment.AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING,
    }),
    store: new DynamoDBClient({ ...common, endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB }),
  };
  return {
    ...clients,
    destroy: () => Object.values(clients).forEach((client) => client.destroy()),
  };
}
