import type { RehearsalPart } from './rehearsal';
import type { Stays } from './stays';

/**
 * What an instance's nodes should do. `testing`: take up the requests that reach them, which are a smoke test's, and
 * leave alone what was begun elsewhere. `generation` rises with every change and never starts again.
 */
export interface Mode {
  mode: 'serving' | 'draining' | 'testing';
  generation: number;
  /** What they are to do besides; it changes nothing of what they answer to the mode. */
  rehearsal?: RehearsalPart;
  /** While it drains: what nobody else can read is not gone on with, but ended. Undefined: it is finished. */
  staying?: 'fail';
}

/**
 * Where a node stands in carrying out a mode. `sealed` is irrevocable within its generation: the node owns
 * nothing, has no write or claim without an answer, and will make none before it reads a later mode.
 */
export type NodeState = 'starting' | 'serving' | 'draining' | 'testing' | 'sealed';

/**
 * What a node reports of itself, at each beat. There is one record for each *slot* (the place on the platform that
 * holds at most one process at a time: an ECS task, an EC2 machine); a process that starts in a slot overwrites the
 * record of its predecessor before it reads its mode.
 */
export interface NodeRecord {
  cluster: string;
  instance: string;
  /** The platform's name of the place: the ECS task's ARN, the EC2 machine's id. */
  slot: string;
  /** The process's own id, random at each start. */
  node: string;
  state: NodeState;
  /** The generation of the mode that `state` answers. */
  generation: number;
  /** Rises by one with each report; a beat that stands still for a whole lease is a dead node's. */
  beat: number;
  /** By the node's own clock, how long no request has come in (health checks and status calls aside), in ms. */
  quietForMs: number;
  /** Service → the record versions that this process can read. */
  reads: Record<string, string[]>;
  /**
   * Service → the other versions whose cut-off steps this process can do again, with their keys, in their place.
   * Undefined: none.
   */
  redoes?: Record<string, string[]>;
  /**
   * The rehearsal in which it has last done its part; empty: none yet. Undefined: a runtime from before there were any.
   */
  rehearsed?: string;
  /** Ids of earlier processes in this slot that may still own executions. */
  former: string[];
  /** For display only; never evidence. */
  figures: NodeFigures;
  /** What it owns that nobody else can read, while it does; for display only. */
  staying?: Stays[];
}

/** Counters since the process began, and gauges (`owned`, `relayed`, `staying`) as they stand. */
export interface NodeFigures {
  owned: number;
  relayed: number;
  staying: number;
  parked: number;
  resumed: number;
  /** Executions claimed or left in other words than they had. Undefined: of a runtime that did not count them. */
  translated?: number;
  finished: number;
  /** Of the finished, those whose result is a failure of the service's own: its status is 500 or more. */
  failed?: number;
  /** Of the finished, those that others had begun. */
  movedFinished?: number;
  /** Of those, the ones that are failed. */
  movedFailed?: number;
  /** Executions of others that could not be gone on with here, and were left alone: their replay diverged, say. */
  failedHandovers?: number;
  fenced: number;
  /** Ended because they had stayed for too long. Undefined: its runtime ends none. */
  outstayed?: number;
}

/** Of those, what a handover is told by. */
export type HandoverFigures = Required<
  Pick<NodeFigures, 'owned' | 'relayed' | 'staying' | 'parked' | 'resumed' | 'translated'>
>;
