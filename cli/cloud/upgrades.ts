import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  paginateListExecutions,
} from '@aws-sdk/client-sfn';
import { TransshipError } from '../../core/errors';
import { stateMachines } from '../../lambdas/aws/clients';
import { withoutQualifier } from './state-machine';

/** An execution of the state machine. */
export interface Upgrade {
  execution: string;
  status: string;
  startedAt: Date;
  endedAt: Date | undefined;
  error: string | undefined;
  cause: string | undefined;
  /** What it was started with, as text. */
  input: string;
}

/** So many of the state machine's executions, those of other clusters included, are looked at for the newest one. */
const MOST_LOOKED_AT = 200;

/** Errors: `UpgradeNotFound`. */
export async function describeUpgrade(executionArn: string): Promise<Upgrade> {
  try {
    return told(await stateMachines.send(new DescribeExecutionCommand({ executionArn })));
  } catch (error) {
    const { name } = error as Error;
    if (name !== 'ExecutionDoesNotExist' && name !== 'InvalidArn') throw error;
    const message = `There is no upgrade ${executionArn}. Executions are kept for 90 days after they end.`;
    throw new TransshipError('UpgradeNotFound', message, { cause: error });
  }
}

/** The newest one of a cluster; with `status`, of those that run. Errors: `UpgradeNotFound`. */
export async function newestUpgrade(
  stateMachine: string,
  cluster: string,
  status?: 'RUNNING',
): Promise<Upgrade> {
  const stateMachineArn = withoutQualifier(stateMachine);
  const pages = paginateListExecutions(
    { client: stateMachines, pageSize: 50 },
    { stateMachineArn, ...(status && { statusFilter: status }) },
  );
  let looked = 0;
  for await (const { executions = [] } of pages) {
    for (const { executionArn = '' } of executions) {
      const upgrade = await describeUpgrade(executionArn);
      if (clusterIn(upgrade) === cluster) return upgrade;
    }
    looked += executions.length;
    if (looked >= MOST_LOOKED_AT) break;
  }
  const message = `There is no upgrade of cluster ${cluster}${status ? ' that runs' : ''} among the newest ${MOST_LOOKED_AT} executions of ${stateMachineArn}.`;
  throw new TransshipError('UpgradeNotFound', message);
}

/** By its ARN, or by its name. Errors: `UpgradeNotFound`. */
export const upgradeNamed = (stateMachine: string, name: string): Promise<Upgrade> =>
  describeUpgrade(name.startsWith('arn:') ? name : executionArn(stateMachine, name));

const executionArn = (stateMachine: string, name: string): string =>
  `${withoutQualifier(stateMachine).replace(':stateMachine:', ':execution:')}:${name}`;

const told = (output: DescribeExecutionOutput): Upgrade => ({
  execution: output.executionArn ?? '',
  status: output.status ?? '',
  startedAt: output.startDate ?? new Date(0),
  endedAt: output.stopDate,
  error: output.error,
  cause: output.cause,
  input: output.input ?? '{}',
});

/** It may have been started with anything. */
export function clusterIn({ input }: Pick<Upgrade, 'input'>): string | undefined {
  try {
    return (JSON.parse(input) as { cluster?: string } | null)?.cluster;
  } catch {
    return undefined;
  }
}

const PAGE = 100;

/** The history of an execution, of which each look reads only what is new. */
export class Events {
  readonly all: HistoryEvent[] = [];

  constructor(private readonly executionArn: string) {}

  async look(): Promise<HistoryEvent[]> {
    const known = this.all.at(-1)?.id ?? 0;
    const fresh: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await stateMachines.send(
        new GetExecutionHistoryCommand({
          executionArn: this.executionArn,
          reverseOrder: true,
          maxResults: known === 0 ? 1_000 : PAGE,
          nextToken,
        }),
      );
      fresh.push(...(page.events ?? []).filter(({ id = 0 }) => id > known));
      nextToken = (fresh.at(-1)?.id ?? 0) <= known + 1 ? undefined : page.nextToken;
    } while (nextToken !== undefined);
    this.all.push(...fresh.reverse());
    return this.all;
  }
}
