import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import type { ClusterConfiguration } from '../../core/cluster';
import { TransshipError } from '../../core/errors';
import type { Weights } from '../../core/weights';
import { parameters, stateMachines } from '../../lambdas/aws/clients';
import type { Place } from '../cloud/place';
import { findStateMachine, withoutQualifier } from '../cloud/state-machine';
import { explained } from '../failures';
import { type Finding, fail, ok } from './finding';

/** What keeps doctor from looking at something is a finding like any other. */
export async function attempt(
  about: string,
  { name }: Place,
  look: () => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    const told = explained(error, name);
    if (!(told instanceof TransshipError)) throw error;
    return [fail(about, `${told.name}: ${told.message}`)];
  }
}

export async function aboutCredentials(): Promise<Finding[]> {
  const region = await stateMachines.config.region();
  const { accessKeyId, expiration } = await stateMachines.config.credentials();
  const until = expiration ? `, until ${expiration.toISOString()}` : '';
  return [ok('credentials', `key ${accessKeyId.slice(0, 4)}…${until}, region ${region}`)];
}

export async function aboutStateMachine(place: Place): Promise<Finding[]> {
  const stateMachineArn = withoutQualifier(await findStateMachine(place));
  const { status } = await stateMachines.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const says = `${stateMachineArn} is ${status}`;
  return [status === 'ACTIVE' ? ok('state machine', says) : fail('state machine', says)];
}

/** Instance → the weight that deployments are told of. */
export async function toldWeights({
  liveState,
  instances,
}: ClusterConfiguration): Promise<Weights> {
  if (liveState === undefined) return {};
  const prefix = `${liveState}/weight/`;
  const Names = instances.map(({ name }) => `${prefix}${name}`);
  const { Parameters = [] } = await parameters.send(new GetParametersCommand({ Names }));
  return Object.fromEntries(
    Parameters.map(({ Name = '', Value }) => [Name.slice(prefix.length), Number(Value)]),
  );
}
