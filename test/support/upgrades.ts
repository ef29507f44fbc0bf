import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { until } from './until';

/** A task state that was entered. */
export interface Visit {
  state: string;
  /** The instance that it was about, if one. */
  instance: string | undefined;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface UpgradeOutcome {
  /** `SUCCEEDED`, `FAILED`, `ABORTED`, `TIMED_OUT`. */
  status: string;
  error: string | undefined;
  cause: string | undefined;
  /** The task states passed through, in order; one that looks again and again stands here once. */
  visits: Visit[];
}

/** Executions of one state machine, as anybody starts and follows them. */
export class Upgrades {
  constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: string,
  ) {}

  /** Returns the execution's ARN. */
  async start(input: object): Promise<string> {
    const { stateMachineArn } = this;
    const { executionArn = '' } = await this.client.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    return executionArn;
  }

  /** Resolves once it has ended, well or not. */
  async ended(executionArn: string): Promise<UpgradeOutcome> {
    const describe = () => this.client.send(new DescribeExecutionCommand({ executionArn }));
    await until(async () => (await describe()).status !== 'RUNNING', {
      withinMs: 200_000,
      everyMs: 100,
    });
    const { status = '', error, cause } = await describe();
    return { status, error, cause, visits: await this.visits(executionArn) };
  }

  async visits(executionArn: string): Promise<Visit[]> {
    const events: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.client.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000, nextToken }),
      );
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return visitsIn(events);
  }
}

function visitsIn(events: HistoryEvent[]): Visit[] {
  const visits: Visit[] = [];
  for (const { timestamp, stateEnteredEventDetails, taskScheduledEventDetails, type } of events) {
    const last = visits.at(-1);
    const state = stateEnteredEventDetails?.name ?? '';
    if (type === 'TaskStateEntered' && last?.state !== state)
      visits.push({ state, instance: undefined, at: timestamp?.getTime() ?? 0 });
    if (taskScheduledEventDetails && last)
      last.instance ??= instanceIn(taskScheduledEventDetails.parameters);
  }
  return visits;
}

function instanceIn(parameters = '{}'): string | undefined {
  const { Payload } = JSON.parse(parameters) as { Payload?: { instance?: { name?: string } } };
  return Payload?.instance?.name;
}
