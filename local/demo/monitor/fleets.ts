import type { ClusterConfiguration } from '../../../core/cluster';
import type { Clients } from '../../clients';
import type { Definition, TaskSample } from '../evidence';
import { watchGroups } from './groups';
import { watchServices } from './services';

/** What the platform says of an instance's tasks, or machines. */
export interface SeenFleet {
  /** More than one: it is being updated. */
  deployments: number;
  /** Every one that has not yet stopped. */
  tasks: SeenTask[];
}

export type SeenTask = Omit<TaskSample, 'sealed'>;

/** Whatever runs the nodes, as anybody sees it who asks the platform. */
export interface FleetsWatch {
  /** Instance → its fleet. */
  look(): Promise<Record<string, SeenFleet>>;
  readDefinition(definition: string): Promise<Definition>;
}

export const watchFleets = (clients: Clients, { instances }: ClusterConfiguration): FleetsWatch =>
  instances.some(({ fleet }) => fleet.kind === 'ec2')
    ? watchGroups(clients, instances)
    : watchServices(clients, instances);
