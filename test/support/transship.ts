import { type CliOptions, type CliOutcome, cli } from './cli';
import type { Cluster } from './real-cluster';

/** Of a shell that was told which cluster is meant. */
export function environmentOf({ cloud, shop }: Cluster): CliOptions['environment'] {
  const { table, stateMachineArn } = shop.transship;
  return {
    ...cloud.environment,
    TRANSSHIP_CLUSTER: shop.configuration.name,
    TRANSSHIP_TABLE: table.name,
    TRANSSHIP_STATE_MACHINE: stateMachineArn,
  };
}

/** The command, as an operator of this cluster calls it. */
export const transshipOn =
  (cluster: () => Cluster) =>
  (...args: string[]): Promise<CliOutcome> =>
    cli(args, { environment: environmentOf(cluster()) });
