import { type ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { ACCOUNT, REGION } from '../engines/start';

export const REGISTRY = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;

/** An image by a digest of one digit. */
export const image = (digit: string, repository = 'shop/orders'): string =>
  `${REGISTRY}/${repository}@sha256:${digit.repeat(64)}`;

/** A task definition of two containers, `orders` and `router`, as a cluster's blueprint could be. */
export async function register(
  client: ECSClient,
  family: string,
  orders: string,
  log: string,
): Promise<void> {
  await client.send(
    new RegisterTaskDefinitionCommand({
      family,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/execution`,
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      containerDefinitions: [
        {
          name: 'orders',
          image: orders,
          stopTimeout: 120,
          portMappings: [{ containerPort: 8080 }],
          environment: [{ name: 'LOG', value: log }],
          secrets: [{ name: 'KEY', valueFrom: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/key` }],
        },
        { name: 'router', image: image('1'), essential: false },
      ],
      tags: [{ key: 'team', value: 'orders' }],
    }),
  );
}
