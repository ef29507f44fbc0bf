import { randomBytes, randomInt } from 'node:crypto';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const REGISTRY = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;

export const ecsArn = (resource: string): string => `arn:aws:ecs:${REGION}:${ACCOUNT}:${resource}`;

/** ECS takes a name or an ARN for most things; the name is what follows the last slash. */
export const shortName = (nameOrArn: string): string => nameOrArn.split('/').at(-1) ?? nameOrArn;

export const newTaskId = (): string => randomBytes(16).toString('hex');
export const newDeploymentId = (): string =>
  `ecs-svc/${Array.from({ length: 19 }, () => randomInt(10)).join('')}`;
