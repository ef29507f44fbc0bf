import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import type { Json } from '../../core/json';
import type { Execution } from './execution';

/** As much of EventBridge as there is: has a state machine started when an execution of another one has ended so. */
export interface Rule {
  stateMachineArn: string;
  statuses: ExecutionStatus[];
  targetStateMachineArn: string;
}

/** What the target is started with: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export const eventOf = (execution: Execution): Json => ({
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  resources: [execution.arn],
  detail: {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt,
    stopDate: execution.stoppedAt ?? null,
    input: execution.input,
    inputDetails: { included: true },
    error: execution.error ?? null,
    cause: execution.cause ?? null,
  },
});

export const isMeant = ({ stateMachineArn, statuses }: Rule, execution: Execution): boolean =>
  execution.machine.arn === stateMachineArn && statuses.includes(execution.status);
