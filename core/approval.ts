import * as z from 'zod';
import type { Towards } from './plan';

/** An upgrade that waits for somebody's word before it goes on with an instance. */
export interface AskedApproval {
  instance: string;
  /** ARN of the state machine's execution that waits. */
  execution: string;
  /** Of its lock. */
  generation: number;
  /** Where the upgrade goes, when it asks. */
  towards: Towards;
  /** By which the state machine is answered. */
  token: string;
  /** ISO 8601, as all times here. */
  since: string;
  /** When it waits no longer, and goes back. */
  until: string;
}

/** The word that was given. */
export interface Approval {
  /** Who has approved. Nobody checks it. */
  by: string;
  at: string;
  comment?: string;
}

/**
 * What the state machine was answered with, by whomever: the command, or anybody who may send a task's success. What is
 * not as it should be is left out; the approval stands. `now`: ms since the epoch.
 */
export const approvalIn = (answer: unknown, now: number): Approval =>
  z
    .object({
      by: z.string().min(1).max(256).catch('nobody who said so'),
      at: z.iso.datetime().catch(new Date(now).toISOString()),
      comment: z.string().min(1).max(1_000).optional().catch(undefined),
    })
    .parse(Array.isArray(answer) ? {} : Object(answer));

/** `now`: ms since the epoch. */
export const isAwaited = ({ until }: AskedApproval, now: number): boolean =>
  now < Date.parse(until);
