import type { ListedTask } from '../../core/census';
import type { Release } from '../../core/cluster';
import type { ObservedInstance, Upcoming } from '../../core/plan';
import type { HeldLock } from '../held-lock';

export type { Upcoming };

/** What runs an instance's nodes on the platform. A task is where one of them runs. */
export interface Fleet {
  /** Errors: `ClusterNotReady` if there is none, or if it is not one that can be upgraded. */
  describe(): Promise<FleetState>;
  /** Every task that has not stopped, those that start or are being stopped included. */
  list(): Promise<ListedTask[]>;
  /** Component → artifact, of one of its definitions. */
  releaseOf(definition: string): Promise<Release>;
  artifactExists(artifact: string): Promise<boolean>;
  /** What follows `current` with an update of nothing. */
  upcoming(current: string): Promise<Upcoming>;
  /**
   * The definition that follows `current`: as the blueprint is, or as `current` is where there is none, with the
   * artifacts that run, replaced by those of `update`. One that is there already, else a new one. Errors: `LockLost`.
   */
  define(lock: HeldLock, current: string, update: Release): Promise<string>;
  /** Tasks of either would run alike. */
  areAlike(one: string, other: string): Promise<boolean>;
  /**
   * The definition with which the fleet goes back to `former`: that, or the same content again where the platform
   * would not deploy or not find it. Errors: `LockLost`, `ClusterNotReady` if it is gone.
   */
  redefine(lock: HeldLock, former: string): Promise<string>;
  /** Has the fleet go over to a definition, task by task; `again`: also if it has it. Errors: `LockLost`. */
  deploy(lock: HeldLock, definition: string, options: { again: boolean }): Promise<void>;
  /** Has the platform stop a task, and put another one in its place. Errors: `LockLost`. */
  stop(lock: HeldLock, slot: string, reason: string): Promise<void>;
  /** Errors: `LockLost`. */
  setCount(lock: HeldLock, count: number): Promise<void>;
  /**
   * What would take tasks away by itself (scaling in, a schedule) and is not suspended, by the platform's names of it.
   * What only adds tasks is not meant: the others carry more while one is vacated.
   */
  activeScaling(): Promise<string[]>;
  /** Suspends all of that but what is named, which is resumed; does nothing if it stands so. Errors: `LockLost`. */
  setScaling(lock: HeldLock, active: string[]): Promise<void>;
  /**
   * Makes the definition that the fleet is deployed with the one that is found by name: those made after it, and
   * given up, are taken away. Errors: `LockLost`.
   */
  settle(lock: HeldLock): Promise<void>;
  /** Why the task that failed last did so, as the platform tells it; of the tasks of a definition if one is named. */
  lastFailure(definition?: string): Promise<string | undefined>;
}

export interface FleetState {
  /** What its tasks are to run from: the ARN of a task definition, the number of a launch template's version. */
  definition: string;
  rollout: ObservedInstance['rollout'];
  /** Why a rollout of it failed, as the platform tells it. */
  failure: string | undefined;
  desired: number;
  /** The most that it may be given. */
  most: number;
  /** Tasks that run or start, as the fleet itself counts them. */
  counted: number;
}
