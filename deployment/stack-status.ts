import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { clientOptions } from '../lambdas/aws/client-options';

const stacks = new CloudFormationClient(clientOptions());

/** Undefined where there is no such stack, or none any more. */
export async function statusOf(StackName: string): Promise<string | undefined> {
  try {
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  }
}

/** What it deploys now is what it had deployed before. */
export const isRollingBack = async (StackName: string): Promise<boolean> =>
  (await statusOf(StackName))?.includes('ROLLBACK') ?? false;
