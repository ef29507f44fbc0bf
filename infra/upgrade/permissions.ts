/**
 * Which Lambda of the upgrade may do what, by the name of its state. Everything that Transship asks of AWS in an
 * upgrade is in this table. A test holds it and the state machine together; `npm run audit:iam` replays recorded calls
 * against it.
 */
export interface Permissions {
  /** On the public store's table: the lock, modes, node records, releases, and the record of the upgrade. */
  table: TableAction[];
  /** On each cluster's balancer: to read weights and health, to change weights, to lead tests to an instance. */
  balancer: BalancerAction[];
  /** On each instance's fleet: what of `lambdas/fleet/fleet.ts` it calls. */
  fleet: FleetAction[];
  /** On the parameters that tell deployments what is live. */
  liveState?: ('lock' | 'all')[];
  /** Whether it looks at the cluster's alarms. */
  alarms?: boolean;
  /** Whether it asks the cluster's hooks. */
  hooks?: boolean;
  /** Whether it has nothing to do with clusters whose instances are not tested. */
  onlyWithTests?: boolean;
  /** Whether it looks through the index of what waits to be claimed, for an update's gates. */
  parked?: boolean;
  /** Whether it asks if an upgrade is running. */
  executions?: boolean;
}

export type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'Scan';

export type BalancerAction =
  'readWeights' | 'readHealth' | 'readStickiness' | 'changeWeights' | 'readTests' | 'leadTests';

/** The methods of the interface `Fleet`. */
export type FleetAction =
  | 'describe'
  | 'list'
  | 'releaseOf'
  | 'artifactExists'
  | 'upcoming'
  | 'define'
  | 'areAlike'
  | 'redefine'
  | 'deploy'
  | 'stop'
  | 'setCount'
  | 'activeScaling'
  | 'setScaling'
  | 'settle'
  | 'lastFailure'
  /** Not a method: to tell deployments which version of a launch template is live. */
  | 'tellVersion';

/** To learn who is there in an instance: `lambdas/census.ts`. */
const census: FleetAction[] = ['describe', 'list'];

export const permissions: Record<string, Permissions> = {
  'Validate update': {
    table: ['GetItem', 'Query'],
    balancer: ['readWeights', 'readHealth', 'readStickiness', 'readTests'],
    fleet: [...census, 'releaseOf', 'upcoming', 'artifactExists'],
    alarms: true,
  },
  'Acquire lock': {
    table: ['GetItem', 'UpdateItem'],
    balancer: [],
    fleet: [],
    liveState: ['lock'],
    executions: true,
  },
  'Take over lock': {
    table: ['GetItem', 'UpdateItem'],
    balancer: [],
    fleet: [],
    liveState: ['lock'],
    executions: true,
  },
  'Plan upgrade': {
    table: ['GetItem', 'UpdateItem', 'PutItem'],
    balancer: ['readWeights', 'readHealth'],
    fleet: ['describe', 'releaseOf', 'upcoming', 'activeScaling'],
  },
  'Plan roll back': {
    table: ['GetItem', 'PutItem', 'UpdateItem'],
    balancer: ['readWeights', 'readHealth'],
    fleet: ['describe', 'releaseOf', 'upcoming', 'areAlike'],
  },
  'Run hook': {
    table: ['GetItem'],
    balancer: ['readTests'],
    fleet: [],
    hooks: true,
  },
  'Suspend scaling': {
    table: ['GetItem'],
    balancer: [],
    fleet: ['setScaling'],
  },
  'Ask for approval': {
    table: ['GetItem', 'UpdateItem'],
    balancer: [],
    fleet: [],
  },
  'Record approval': {
    table: ['GetItem', 'UpdateItem', 'DeleteItem'],
    balancer: [],
    fleet: [],
  },
  'Scale out the others': {
    table: ['GetItem', 'Query', 'UpdateItem'],
    balancer: ['readWeights', 'readHealth'],
    fleet: [...census, 'setCount'],
  },
  'Shift requests away': {
    table: ['GetItem', 'Query'],
    balancer: ['readWeights', 'readHealth', 'changeWeights', 'readTests', 'leadTests'],
    fleet: census,
    alarms: true,
    parked: true,
  },
  Drain: {
    table: ['GetItem', 'PutItem'],
    balancer: ['readWeights'],
    fleet: [],
  },
  'Await handover': {
    table: ['GetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem'],
    balancer: ['readWeights'],
    fleet: [...census, 'stop'],
    parked: true,
  },
  'Apply update': {
    table: ['GetItem', 'Query'],
    balancer: ['readWeights'],
    fleet: [...census, 'releaseOf', 'upcoming', 'define', 'areAlike', 'redefine', 'deploy'],
  },
  'Await rollout': {
    table: ['GetItem', 'Query'],
    balancer: ['readHealth'],
    fleet: [...census, 'releaseOf', 'lastFailure'],
  },
  Rehearse: {
    table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    balancer: [],
    fleet: census,
  },
  'Open for testing': {
    table: ['GetItem', 'Query', 'PutItem'],
    balancer: ['readWeights', 'readHealth', 'readTests', 'leadTests'],
    fleet: census,
    onlyWithTests: true,
  },
  'Return requests': {
    table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    balancer: ['readWeights', 'readHealth', 'changeWeights', 'readTests', 'leadTests'],
    fleet: [...census, 'setCount'],
    alarms: true,
    parked: true,
  },
  Rebalance: {
    table: ['GetItem', 'Query', 'UpdateItem'],
    balancer: ['readWeights', 'readHealth', 'changeWeights'],
    fleet: [...census, 'setCount'],
  },
  'Record release': {
    table: ['GetItem', 'PutItem'],
    balancer: [],
    fleet: ['describe', 'releaseOf', 'settle'],
  },
  'Restore serving': {
    table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    balancer: ['readWeights', 'readHealth', 'changeWeights', 'readTests', 'leadTests'],
    fleet: [...census, 'settle', 'setCount'],
  },
  'Resume scaling': {
    table: ['GetItem'],
    balancer: [],
    fleet: ['setScaling'],
  },
  'Release lock': {
    table: ['GetItem', 'UpdateItem'],
    balancer: ['readWeights'],
    fleet: ['tellVersion'],
    liveState: ['all'],
  },
};
