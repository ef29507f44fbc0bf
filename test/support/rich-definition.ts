import type { ContainerDefinition, RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';

/** A task definition that has much in it that Transship knows nothing of. */
export const richDefinition = (
  family: string,
  containerDefinitions: ContainerDefinition[],
): RegisterTaskDefinitionCommandInput => ({
  family,
  containerDefinitions: containerDefinitions.map((container) => ({
    ...container,
    cpu: 128,
    memoryReservation: 256,
    dockerLabels: { team: 'shipping' },
    ulimits: [{ name: 'nofile', softLimit: 4_096, hardLimit: 8_192 }],
    logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/shop' } },
    mountPoints: [{ sourceVolume: 'scratch', containerPath: '/scratch', readOnly: false }],
    secrets: [{ name: 'KEY', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/key' }],
    environment: [...(container.environment ?? []), { name: 'EXTRA', value: family }],
  })),
  taskRoleArn: 'arn:aws:iam::123456789012:role/shop',
  executionRoleArn: 'arn:aws:iam::123456789012:role/shop-execution',
  networkMode: 'awsvpc',
  cpu: '512',
  memory: '1024',
  requiresCompatibilities: ['FARGATE'],
  runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
  ephemeralStorage: { sizeInGiB: 30 },
  volumes: [{ name: 'scratch', host: {} }],
  tags: [
    { key: 'cost-center', value: 'C-1' },
    { key: 'family', value: family },
  ],
});
