import type { InstanceConfiguration } from '../../core/cluster';
import { ec2Fleet } from './ec2';
import { ecsFleet } from './ecs';
import type { Fleet } from './fleet';

export type { Fleet, FleetState, Upcoming } from './fleet';

export function fleetOf({ name, fleet }: InstanceConfiguration): Fleet {
  switch (fleet.kind) {
    case 'ecs':
      return ecsFleet(name, fleet);
    case 'ec2':
      return ec2Fleet(name, fleet);
  }
}
