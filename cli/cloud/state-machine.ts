import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { TransshipError } from '../../core/errors';
import { clientOptions } from '../../lambdas/aws/client-options';
import type { Place } from './place';

/** Names of what infra/stacks/upgrade-stack.ts deploys. */
const STACK = 'TransshipUpgrade';
const OUTPUT = 'StateMachine';

/** ARN by which upgrades are started. Errors: `NotDeployed`. */
export async function findStateMachine(place: Place): Promise<string> {
  if (place.stateMachine !== undefined) return place.stateMachine;
  const arn = await readOutput();
  if (arn !== undefined) return arn;
  const message = `There is no stack ${STACK} with an output ${OUTPUT} in ${place.name}. Is that the region? Pass --region; or where stacks have other names, pass --state-machine or set TRANSSHIP_STATE_MACHINE.`;
  throw new TransshipError('NotDeployed', message);
}

async function readOutput(): Promise<string | undefined> {
  try {
    const client = new CloudFormationClient(clientOptions());
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: STACK }));
    return Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === OUTPUT)?.OutputValue;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  }
}

/** Of an alias or a version, the state machine itself: every upgrade is one of its executions. */
export const withoutQualifier = (arn: string): string => arn.split(':').slice(0, 7).join(':');
