import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type { UpdateOptions } from '../../core/update';
import { startHookAnswers } from '../support/hooks';
import { type Cluster, startCluster } from '../support/real-cluster';
import { telling } from '../support/standing';
import { until } from '../support/until';
import { Upgrades } from '../support/upgrades';
import { Interposition } from './interposition';

/**
 * Waits, retry intervals and time-outs of the state machine, and the time-out of its Lambdas, are this many times
 * shorter than they are on AWS: the clock by which Step Functions waits is another one. Nodes, load balancer and store
 * have the real time.
 */
export const TIMES_FASTER = 5;

/** As on AWS, by the state machine's clock. */
const LAMBDA_TIMEOUT_SECONDS = 60;

/** What nodes and platform may take, who have the real time: as long as ever, by the state machine's faster clock. */
export const patient: Partial<UpdateOptions> = {
  handoverTimeoutSeconds: 300 * TIMES_FASTER,
  rolloutTimeoutSeconds: 300 * TIMES_FASTER,
};

/** By the real clock: no upgrade on this stage takes that long. */
const ENDS_WITHIN_MS = 400_000;

export interface Ending {
  /** `SUCCEEDED`, `FAILED`, `ABORTED`. */
  status: string;
  /** The name of the error it failed with. */
  error: string | undefined;
  cause: string | undefined;
}

/** A cluster on which one scenario after the other is carried out. */
export interface Stage {
  cluster: Cluster;
  interposition: Interposition;
  /** Starts the state machine; returns its execution's ARN. */
  start(this: void, input: object): Promise<string>;
  /** Resolves once the execution has ended. */
  ended(this: void, executionArn: string): Promise<Ending>;
  /** Resolves once no execution of any state machine runs. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  // Every hook is done at once, so that an upgrade comes to the state that asks.
  const answers = await startHookAnswers();
  const cluster = await startCluster({
    hooks: answers.hooks,
    cleanUp: true,
    waitScale: 1 / TIMES_FASTER,
    lambdaTimeoutSeconds: LAMBDA_TIMEOUT_SECONDS / TIMES_FASTER,
    leaseSeconds: 30,
  });
  await telling(cluster, { lambdaTimeoutSeconds: LAMBDA_TIMEOUT_SECONDS });
  const { stateMachines } = cluster.cloud.clients;
  const { stateMachineArn } = cluster.shop.transship;
  const upgrades = new Upgrades(stateMachines, stateMachineArn);

  const describe = (executionArn: string) =>
    stateMachines.send(new DescribeExecutionCommand({ executionArn }));
  const runs = async (arn: string) => {
    const command = new ListExecutionsCommand({ stateMachineArn: arn, statusFilter: 'RUNNING' });
    return ((await stateMachines.send(command)).executions ?? []).length > 0;
  };
  const patience = { withinMs: ENDS_WITHIN_MS, everyMs: 100 };

  return {
    cluster,
    interposition: new Interposition(cluster),
    start: (input) => upgrades.start({ cluster: cluster.shop.configuration.name, ...input }),
    async ended(executionArn) {
      await until(async () => (await describe(executionArn)).status !== 'RUNNING', patience);
      const { status = '', error, cause } = await describe(executionArn);
      return { status, error, cause };
    },
    async quiet() {
      for (const arn of [stateMachineArn, `${stateMachineArn}-clean-up`])
        await until(async () => !(await runs(arn)), patience);
    },
    async close() {
      await cluster.close();
      await answers.close();
    },
  };
}
