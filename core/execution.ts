import type { Json } from './json';
import type { ParkedBy } from './place';
import type { Recorded } from './recorded';

/** How a step (or a wait, or the whole execution) ended. */
export type Result = { ok: true; value: Json } | { ok: false; error: Failure };

/** A thrown error, as it is recorded and thrown again: the name and message survive, the stack does not. */
export interface Failure {
  name: string;
  message: string;
  /** HTTP status to answer with when this ends the execution. Default 500. */
  status?: number;
}

/**
 * One line of an execution's record, in the order in which the handler was told.
 * `begun` fixes until when a wait lasts; it is not delivered to the handler.
 */
export type Outcome = (
  | { kind: 'step'; id: string; result: Result }
  | { kind: 'begun'; id: string; until: number }
  | { kind: 'wait'; id: string; until: number }
) & {
  /**
   * It has no place in the version in whose words the record is, and is told to no handler there. It is kept in its place
   * for versions in which it has one: what has been done is not done again.
   */
  forgotten?: true;
};

/**
 * `running`: owned by a node. `parked`: owned by nobody, to be claimed (from `due` on).
 * `aside`: has ended too many nodes, touched by nobody until it is retried. `finished`: has its one result.
 */
export type ExecutionStatus = 'running' | 'parked' | 'aside' | 'finished';

/** How long a result is kept unless it is said otherwise, in seconds: a day. */
export const RESULT_KEPT_SECONDS = 86_400;

/** What every write of an execution is conditional on. */
export interface Fence {
  owner: string | undefined;
  epoch: number;
  seq: number;
}

/** What a scan or a poll sees of an execution, without its input and outcomes. */
export interface ExecutionHead extends Fence {
  id: string;
  /** The cluster that runs it. */
  cluster: string;
  service: string;
  /** The service version that runs it, or wrote last; undefined when no version has yet run it. */
  version: string | undefined;
  /** The version that its record is of, where the one that runs it now is another and has committed nothing yet. */
  claimedFrom: string | undefined;
  status: ExecutionStatus;
  token: string;
  /** A digest of the request, so that the same idempotency key with another body is noticed. */
  requestDigest: string | undefined;
  result: Result | undefined;
  /** Milliseconds since the epoch from which a parked execution may be claimed. */
  due: number | undefined;
  /** Who has given it up; undefined unless it is parked, or when nobody had run it. */
  parkedBy: ParkedBy | undefined;
  /** Takeovers after an unclean end since the last committed outcome. */
  attempts: number;
  /** Versions whose replay diverged from this record: they leave it alone. */
  excluded: string[];
  createdAt: number;
  /** Seconds since the epoch; set when finished. Past it, the execution does not exist, deleted or not. */
  expires: number | undefined;
}

/** An execution's checkpoint, as read from the public store, its outcomes put together from all chunks. */
export interface Checkpoint extends ExecutionHead, Recorded {}

/** The version whose code has written the record, and can read it as it is; undefined: none has yet. */
export const writtenBy = ({
  claimedFrom,
  version,
}: Pick<ExecutionHead, 'claimedFrom' | 'version'>): string | undefined => claimedFrom ?? version;
