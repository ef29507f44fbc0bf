import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ExecutionDoesNotExist,
  type ExecutionStatus,
} from '@aws-sdk/client-sfn';
import { systemClock } from '../../core/clock';
import type { Ending, Failure } from '../../core/audit';
import { stateMachines } from './clients';

/** Whether a state machine's execution is running. One that is not known any more is not. */
export async function isRunning(executionArn: string): Promise<boolean> {
  const status = (await describe(executionArn))?.status;
  return status === 'RUNNING' || status === 'PENDING_REDRIVE';
}

const endings: Partial<Record<ExecutionStatus, Ending>> = {
  ABORTED: 'stopped',
  FAILED: 'failed',
  SUCCEEDED: 'succeeded',
  TIMED_OUT: 'timed out',
};

/** How one that does not run has ended. `at`: in milliseconds since the epoch. */
export async function endOf(
  executionArn: string,
): Promise<Failure & { at: number; outcome: Ending }> {
  const { status, stopDate, error, cause } = (await describe(executionArn)) ?? {};
  const at = stopDate?.getTime() ?? systemClock.now();
  return { at, outcome: (status && endings[status]) ?? 'unknown', error, cause };
}

/** Undefined: it is not known any more. */
async function describe(executionArn: string): Promise<DescribeExecutionOutput | undefined> {
  try {
    return await stateMachines.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}
