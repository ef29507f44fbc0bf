import type { Release } from '../../core/cluster';
import type { Mode } from '../../core/node';
import type { ExecutionForecast } from '../../core/rehearsal';
import type { Move } from '../../core/receipt';
import type { Order, QuoteRequest } from '../../examples/shop/domain/requests';
import type { Effect } from '../../examples/shop/ledger';

/**
 * What was seen from outside while the cluster was upgraded: the clients' log, the ledger's effects and the monitor's
 * samples. The verdict and the report are computed from this and nothing else. All times are ms since the epoch,
 * by the one clock of this machine.
 */
export interface Evidence {
  strategy: StrategyName;
  /** What is expected where the new release is a bad one; undefined where it is to be installed. */
  drill: Drill | undefined;
  /** In the order in which they are upgraded. */
  instances: string[];
  phases: Phases;
  /** The names by which the application's effects tell its releases apart. */
  releases: { from: string; to: string };
  /** The new release says that it can go on with what the old one has begun; otherwise that stays on the old one. */
  carriesOn: boolean;
  /** What every task should run before and after, component → image (or `ami` → AMI). */
  images: { from: Release; to: Release };
  /** Every task definition that was seen, by its ARN, or version of a launch template, as `<id>:<version>`. */
  definitions: Record<string, Definition>;
  requests: RequestLog[];
  effects: readonly Effect[];
  samples: Sample[];
  /** What was forecast of each execution when it was rehearsed. */
  forecasts: ExecutionForecast[];
  /** What the cluster itself says of the moves of orders, by the order's id. The forecasts are held against it, and nothing else. */
  receipts: Record<string, Move[]>;
  upgrade: UpgradeLog;
}

export type StrategyName = 'transship' | 'stop' | 'drain-only';

/** An upgrade to a bad release: what makes it bad, and what the upgrade must come to. */
export interface Drill {
  /** What the release does, for a reader. */
  does: string;
  /** The error with which the upgrade must fail, by its name. */
  error: string;
  /** Why a request fails that this release answers, as its client sees it; undefined when none fails for it. */
  failure: string | undefined;
  /** The part of an instance's own share of the requests that the release gets first, and no more of; 0 to 1. */
  firstShare: number;
}

export interface Phases {
  trafficFrom: number;
  upgradeFrom: number;
  upgradeTo: number;
  trafficTo: number;
  /** When the last accepted request had ended. */
  allEndedAt: number;
}

/** A task definition, or version of a launch template, as far as an update may change it. */
export interface Definition {
  images: Release;
  /** Container → everything else that is defined of it, as JSON, to be compared. */
  settings: Record<string, string>;
}

/**
 * One request, as its client saw it. Its response time is counted from `dueAt`, so that a client that sends late hides
 * nothing.
 */
export type RequestLog = Sent & Answered;

export type Sent = { id: string; dueAt: number } & (
  { service: 'quotes'; request: QuoteRequest } | { service: 'orders'; request: Order }
);

export interface Answered {
  sentAt: number;
  endedAt: number;
  /** The last HTTP status; undefined when the connection broke. */
  status: number | undefined;
  /** The id of its execution, when an answer named one. */
  execution: string | undefined;
  /** How often its client was sent on to another address. */
  redirects: number;
  /** Its one result; undefined when it failed. */
  result: Result | undefined;
  /** Why it failed. */
  failure: string | undefined;
  /** What it was told, when its execution has failed: a failure is a result too. */
  refusal: unknown;
  /** The result read once more at the execution's address was the same; undefined when that was not asked. */
  confirmed: boolean | undefined;
}

/** What the shop answers, as far as the verdict reads it. */
export interface Result {
  release: string;
  [field: string]: unknown;
}

/**
 * What the monitor saw in one look: first the store, then the platform. What a sample shows of the platform is held
 * against the store and the weights both of this sample (read before) and of the next (read after).
 */
export interface Sample {
  at: number;
  /** One for each forward action of the cluster: instance → weight. */
  weights: Record<string, number>[];
  instances: Record<string, InstanceSample>;
  /** The state machine's executions that are running; `holdsLock` by their own history. */
  upgrades: { name: string; holdsLock: boolean }[];
  /** Whom the public store names as the lock's holder. */
  lockHolder: string | undefined;
}

export interface InstanceSample {
  /** Undefined when the nodes know no modes. */
  mode: Mode | undefined;
  /** Target state (`healthy`, `draining`, …) → how many. */
  targets: Record<string, number>;
  /** More than one: the service is being updated. */
  deployments: number;
  /** Every task, or machine, that the platform lists and has not yet stopped. */
  tasks: TaskSample[];
}

export interface TaskSample {
  task: string;
  /** By which it is found among the definitions. */
  definition: string;
  running: boolean;
  /** The platform has been asked to stop it. */
  stopping: boolean;
  /** The generation of the drain that it has sealed. */
  sealed: number | undefined;
}

export interface UpgradeLog {
  /** `SUCCEEDED`, or how else it ended. */
  status: string;
  /** The readable reason of a failure. */
  error: string | undefined;
  /** Where what is half done was rehearsed; undefined: nowhere. */
  rehearsal?: { id: string; instance: string; at: number } | undefined;
  /** The states passed through, in order. */
  states: StateVisit[];
}

export interface StateVisit {
  name: string;
  /** The instance that the visit was about, if one. */
  instance: string | undefined;
  from: number;
  to: number;
}
