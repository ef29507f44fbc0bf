import type { AskedApproval } from '../../core/approval';
import { type Census, listedRecords, staysAt, sumFigures } from '../../core/census';
import { systemClock } from '../../core/clock';
import type { Release } from '../../core/cluster';
import type { ErrorName } from '../../core/errors';
import { whyNotNow } from '../../core/freeze';
import { silentTasks } from '../../core/first-adoption';
import type { Mode, HandoverFigures, NodeRecord } from '../../core/node';
import type { ObservedInstance } from '../../core/plan';
import type { Stays } from '../../core/stays';
import { share } from '../../core/weights';
import { isRunning } from '../../lambdas/aws/executions';
import { takeCensus } from '../../lambdas/census';
import { type LiveInstance, type Observation, observe } from '../../lambdas/observe';
import type { Stores } from '../../lambdas/stores';
import type { Lock } from '../../store/lock';
import type { UnfinishedUpgrade } from '../../store/upgrade';
import { awaitedApproval } from './approval';
import type { Reached } from './cluster';

/** A cluster as it stands at one moment. */
export interface Look {
  cluster: string;
  lock: SeenLock;
  /** What the upgrade that holds the lock waits for, if it does. */
  approval?: SeenApproval;
  /** What the last upgrade has not brought to its end. */
  unfinished: UnfinishedUpgrade | undefined;
  /** Why no new upgrade may begin now, if none may. */
  notNow?: { error: ErrorName; message: string };
  instances: SeenInstance[];
}

export type SeenApproval = Pick<AskedApproval, 'instance' | 'since' | 'until'>;

export type SeenLock =
  | { state: 'free' }
  /** `left behind`: by an upgrade that does not run any more; `cleaning up`: after one, and any other may have it. */
  | ({ state: 'held' | 'left behind' | 'cleaning up' } & Required<Pick<Lock, 'holder'>> &
      Pick<Lock, 'since' | 'update' | 'generation'>);

export interface SeenInstance {
  name: string;
  /** In each forward action; nearly always there is one, or they are alike. */
  weights: number[];
  /** Of the requests, by the first of them: 0 to 1. */
  share: number;
  mode: Mode['mode'];
  /** What it is deployed with. */
  release: Release;
  rollout: ObservedInstance['rollout'];
  nodes: {
    tasks: number;
    running: number;
    /** Targets, by the load balancer's word. */
    healthy: number;
    /** State → how many nodes report it. */
    states: Partial<Record<NodeRecord['state'], number>>;
    /** Running tasks that have never told of themselves. */
    silent: number;
  };
  /** As its nodes report them. */
  executions: HandoverFigures;
  /** What its nodes own that no node which serves can read; those that wait, owned by nobody, are among the stuck. */
  stays: Stays[];
}

export interface Seen {
  look: Look;
  observation: Observation;
  /** Instance → who is there. */
  censuses: Record<string, Census>;
}

/** Looks once, by the eyes of the upgrade. Changes nothing. */
export async function lookAt({ configuration, openStores }: Reached): Promise<Seen> {
  const stores = openStores();
  const [asked, freeze, lock, unfinished, observation] = await Promise.all([
    awaitedApproval(stores, configuration.name),
    stores.freezes.read(configuration.name),
    lookAtLock(stores, configuration.name),
    stores.upgrades.read(configuration.name),
    observe(configuration, stores),
  ]);
  const censuses: Record<string, Census> = {};
  for (const { name, configuration: instance } of observation.instances)
    censuses[name] = await takeCensus(configuration, instance, stores);
  const instances = observation.instances.map((instance) =>
    describe(instance, observation, censuses[instance.name]),
  );
  const forbidden = whyNotNow(configuration, freeze, systemClock.now());
  const notNow = forbidden && { error: forbidden.name, message: forbidden.message };
  const approval = asked && told(asked);
  const look = { cluster: configuration.name, lock, approval, unfinished, notNow, instances };
  return { look, observation, censuses };
}

export async function lookAtLock(stores: Stores, cluster: string): Promise<SeenLock> {
  const { holder, yields, since, update, generation } = await stores.locks.read(cluster);
  if (holder === undefined) return { state: 'free' };
  const running = await isRunning(holder);
  const state = !running ? 'left behind' : yields ? 'cleaning up' : 'held';
  return { state, holder, since, update, generation };
}

/** The token, by which it is answered, is not told. */
const told = ({ instance, since, until }: AskedApproval): SeenApproval => ({
  instance,
  since,
  until,
});

function describe(
  { name, weights, mode, release, rollout, healthy }: LiveInstance,
  { forwards: [forward] }: Observation,
  census: Census = { tasks: [], records: [], counted: 0, rollout },
): SeenInstance {
  const records = listedRecords(census);
  const { owned, parked, resumed, translated, staying, relayed } = sumFigures(records);
  const running = census.tasks.filter(({ state }) => state === 'running');
  return {
    name,
    weights,
    share: forward ? share(forward.weights, name) : 0,
    mode,
    release,
    rollout,
    nodes: {
      tasks: census.tasks.length,
      running: running.length,
      healthy,
      states: tally(records.map(({ state }) => state)),
      silent: silentTasks(census).filter((task) => running.includes(task)).length,
    },
    executions: { owned, parked, resumed, translated, staying, relayed },
    stays: staysAt(records),
  };
}

function tally<T extends string>(values: T[]): Partial<Record<T, number>> {
  const counts: Partial<Record<T, number>> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
