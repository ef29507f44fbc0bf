import type { InstanceConfiguration } from '../../core/cluster';
import { ecsFleet } from './ecs';
import type { Fleet } from './fleet';

export type { Fleet, FleetState } from './fleet';

export const fleetOf = ({ name, fleet }: InstanceConfiguration): Fleet => ecsFleet(name, fleet);
