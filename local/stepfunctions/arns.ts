import { AwsError } from '../aws/json-api';

const account = 'us-east-1:123456789012';

export const stateMachineArn = (name: string): string =>
  `arn:aws:states:${account}:stateMachine:${name}`;

export const executionArn = (stateMachine: string, name: string): string =>
  `arn:aws:states:${account}:execution:${stateMachine}:${name}`;

/** Refuses what is no ARN at all; AWS tells that apart from an ARN that names nothing. */
export function requireArn(arn: string | undefined): string {
  if (!arn?.startsWith('arn:'))
    throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  return arn;
}

export function requireName(name: string | undefined): string {
  if (name === undefined || !/^[\w.=+@!()'-]{1,80}$/.test(name))
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  return name;
}
