import type {
  DescribeExecutionInput,
  DescribeExecutionOutput,
  ExecutionListItem,
  GetExecutionHistoryInput,
  GetExecutionHistoryOutput,
  ListExecutionsInput,
  RedriveExecutionInput,
  RedriveExecutionOutput,
  StartExecutionInput,
  StartExecutionOutput,
  StopExecutionInput,
  StopExecutionOutput,
} from '@aws-sdk/client-sfn';
import { randomUUID } from 'node:crypto';
import { AwsError, type Operations } from '../aws/json-api';
import { executionArn, requireArn, requireName } from './arns';
import { Execution, type Services } from './execution';
import { PAYLOAD_LIMIT } from './failure';
import type { History } from './history';
import type { Machine, Machines } from './machines';
import { page } from './paging';
import { eventOf, isMeant, type Rule } from './rules';
import { seconds, type Wire } from './wire';

export class Executions {
  /** In the order in which they were started. */
  private readonly byArn = new Map<string, Execution>();
  private readonly redrives = new Map<string, Wire<RedriveExecutionOutput>>();
  private readonly rules: Rule[] = [];
  private readonly services: Services;

  constructor(
    private readonly machines: Machines,
    services: Omit<Services, 'ended'>,
  ) {
    this.services = { ...services, ended: (execution) => this.follow(execution) };
  }

  addRule(rule: Rule): void {
    this.rules.push(rule);
  }

  private follow(execution: Execution): void {
    for (const rule of this.rules)
      if (isMeant(rule, execution))
        this.start(
          this.machines.get(rule.targetStateMachineArn),
          randomUUID(),
          JSON.stringify(eventOf(execution)),
        );
  }

  private start(machine: Machine, name: string, input: string): Execution {
    const arn = executionArn(machine.name, name);
    const existing = this.byArn.get(arn);
    if (existing && (existing.status !== 'RUNNING' || existing.input !== input))
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    const execution = existing ?? new Execution(arn, name, machine, input, this.services);
    this.byArn.set(arn, execution);
    return execution;
  }

  abandonAll(): void {
    for (const execution of this.byArn.values()) execution.abandon();
  }

  private get(arn: string | undefined): Execution {
    const execution = this.byArn.get(requireArn(arn));
    if (!execution)
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  readonly operations: Operations = {
    StartExecution: (request: StartExecutionInput): Wire<StartExecutionOutput> => {
      const machine = this.machines.get(request.stateMachineArn);
      const name = requireName(request.name ?? randomUUID());
      const { input = '{}' } = request;
      checkInput(input);
      const execution = this.start(machine, name, input);
      return { executionArn: execution.arn, startDate: seconds(execution.startedAt) };
    },

    StopExecution: (input: StopExecutionInput): Wire<StopExecutionOutput> => {
      const execution = this.get(input.executionArn);
      execution.stop(input.error, input.cause);
      return { stopDate: seconds(execution.stoppedAt ?? this.services.clock.now()) };
    },

    RedriveExecution: (input: RedriveExecutionInput): Wire<RedriveExecutionOutput> => {
      const execution = this.get(input.executionArn);
      const request = `${execution.arn} ${input.clientToken}`;
      const earlier = input.clientToken === undefined ? undefined : this.redrives.get(request);
      if (earlier) return earlier;
      if (execution.notRedrivable)
        throw new AwsError('ExecutionNotRedrivable', execution.notRedrivable);
      execution.redrive();
      const output = { redriveDate: seconds(this.services.clock.now()) };
      this.redrives.set(request, output);
      return output;
    },

    DescribeExecution: (input: DescribeExecutionInput): Wire<DescribeExecutionOutput> => {
      const execution = this.get(input.executionArn);
      const { output, error, cause, notRedrivable } = execution;
      return {
        ...summary(execution),
        input: execution.input,
        inputDetails: { included: true },
        ...(output !== undefined && {
          output: JSON.stringify(output),
          outputDetails: { included: true },
        }),
        error,
        cause,
        redriveStatus: notRedrivable ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
        redriveStatusReason: notRedrivable,
      };
    },

    ListExecutions: (input: ListExecutionsInput) => {
      const machine = this.machines.get(input.stateMachineArn);
      if (input.redriveFilter !== undefined || input.mapRunArn !== undefined)
        throw new AwsError('ValidationException', 'redriveFilter and mapRunArn are not emulated');
      const items = [...this.byArn.values()]
        .map((execution, number) => ({ execution, number }))
        .filter(
          ({ execution: { machine: of, status } }) =>
            of.arn === machine.arn && (input.statusFilter ?? status) === status,
        )
        .reverse();
      const { shown, nextToken } = page(items, ({ number }) => number, 'falling', input);
      return { executions: shown.map(({ execution }) => summary(execution)), nextToken };
    },

    GetExecutionHistory: (input: GetExecutionHistoryInput) => {
      const { history } = this.get(input.executionArn);
      return historyPage(history, input);
    },
  };
}

function summary(execution: Execution): Wire<ExecutionListItem> {
  const { arn, name, machine, status, startedAt, stoppedAt, redriveCount, redrivenAt } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: seconds(startedAt),
    stopDate: stoppedAt === undefined ? undefined : seconds(stoppedAt),
    redriveCount,
    redriveDate: redrivenAt === undefined ? undefined : seconds(redrivenAt),
  };
}

function historyPage(
  { events }: History,
  input: GetExecutionHistoryInput,
): Omit<GetExecutionHistoryOutput, 'events'> & { events: History['events'] } {
  if (input.includeExecutionData === false)
    throw new AwsError('ValidationException', 'includeExecutionData false is not emulated');
  const { shown, nextToken } = page(
    input.reverseOrder ? [...events].reverse() : events,
    ({ id }) => id ?? 0,
    input.reverseOrder ? 'falling' : 'rising',
    input,
  );
  return { events: shown, nextToken };
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input) > PAYLOAD_LIMIT)
    throw new AwsError('ValidationException', `input must be at most ${PAYLOAD_LIMIT} bytes long`);
  try {
    JSON.parse(input);
  } catch (error) {
    throw new AwsError(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${(error as Error).message}'`,
    );
  }
}
