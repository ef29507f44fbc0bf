import { DescribeExecutionCommand, ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import { stateMachines } from './clients';

/** Whether a state machine's execution is running. One that is not known any more is not. */
export async function isRunning(executionArn: string): Promise<boolean> {
  try {
    const { status } = await stateMachines.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' || status === 'PENDING_REDRIVE';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return false;
    throw error;
  }
}
