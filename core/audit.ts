import { createHash } from 'node:crypto';
import type { Approval } from './approval';
import { canonicalJson } from './canonical-json';
import { messageOf } from './cause';
import type { Json } from './json';
import type { PlannedInstance } from './plan';
import type { Rehearsal } from './rehearsal';
import type { UpdateRequest } from './update';

/** What is kept of an upgrade, for those who ask later who did what; no upgrade goes by it. */
export interface AuditRecord {
  /** Of its lock. */
  generation: number;
  /** ARN of the state machine's execution. */
  execution: string;
  /** Who has started it, as its input told: nobody has checked that. */
  by?: string;
  /** What it was started with, all defaults filled in. */
  manifest: Omit<UpdateRequest, 'by'>;
  /** Digest of the manifest as canonical JSON, hexadecimal. */
  sha256: string;
  /** When it had the lock, in ISO 8601, as all times here. */
  begunAt: string;
  /** What was to be done with each instance; undefined when it did not come so far. */
  plan?: AuditedInstance[];
  /** How it was to go back, after it had failed. */
  wayBack?: AuditedInstance[];
  /** Each word by which it went on with an instance, in the order in which they were given. */
  approvals: AuditedApproval[];
  /** In the order in which they took place. */
  rehearsals: AuditedRehearsal[];
  /** In the order in which instances were vacated. */
  handovers: AuditedHandover[];
  /** Undefined while it runs, and when nobody has looked after it since it was stopped or died. */
  ended?: AuditedEnd;
}

export type AuditedInstance = Pick<PlannedInstance, 'name' | 'update' | 'from' | 'to' | 'why'>;

export interface AuditedApproval extends Approval {
  instance: string;
}

/** An instance that was vacated, and what its nodes counted since each was started. */
export interface AuditedHandover {
  instance: string;
  /** Of its mode. */
  generation: number;
  at: string;
  /** Tasks of the instance that were proved to be vacated. */
  tasks: number;
  /** Executions given up there, to be gone on with elsewhere. */
  parked: number;
  /** Executions taken up there that were begun elsewhere. */
  resumed: number;
  /** Of both, those whose records were put into other words there. Undefined: not counted then. */
  translated?: number;
  /** The most that nobody else could read at one look; undefined: none. */
  stayed?: number;
  /** Of those, ended because their time was over; undefined: none. */
  outstayed?: number;
}

/** What was rehearsed on an instance that had been updated, in executions. */
export interface AuditedRehearsal extends Omit<Rehearsal, 'groups'> {
  instance: string;
  at: string;
}

/** `stopped`, `timed out`: by the state machine's word, as it could say nothing itself. */
export type Ending = 'succeeded' | 'rolled back' | 'failed' | 'stopped' | 'timed out' | 'unknown';

export interface AuditedEnd {
  at: string;
  outcome: Ending;
  error?: string;
  /** First line of what went wrong, at most 1,000 characters. */
  cause?: string;
}

/** How an upgrade is told to have ended. */
export interface Failure {
  error?: string | undefined;
  /** As Step Functions has it. */
  cause?: string | undefined;
}

export const digestOf = (manifest: AuditRecord['manifest']): string =>
  createHash('sha256')
    // What is undefined is not in it.
    .update(canonicalJson(JSON.parse(JSON.stringify(manifest)) as Json))
    .digest('hex');

const LONGEST_CAUSE = 1_000;

export function endedAs(at: number, outcome: Ending, { error, cause }: Failure = {}): AuditedEnd {
  const [line] = messageOf(cause).split('\n');
  return {
    at: new Date(at).toISOString(),
    outcome,
    ...(error && { error }),
    ...(line && { cause: line.slice(0, LONGEST_CAUSE) }),
  };
}
