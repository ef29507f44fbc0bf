import * as z from 'zod';
import { TransshipError } from './errors';
import type { HookAnswer } from './hook';

const answerSchema: z.ZodType<HookAnswer> = z.object({
  hookStatus: z.enum(['SUCCEEDED', 'IN_PROGRESS', 'FAILED']),
  reason: z.string().optional(),
});

/** The longest part of a reason that is passed on. */
const LONGEST_REASON = 1_000;

/**
 * Whether the hook is done; `hook` is how errors name it. Errors: `HookFailed` if it says so, or says what nobody
 * understands.
 */
export function isHookDone(hook: string, answer: unknown): boolean {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success)
    throw hookFailed(
      hook,
      'its function must answer { "hookStatus": "SUCCEEDED" | "IN_PROGRESS" | "FAILED", "reason"?: text }, and answered something else',
    );
  const { hookStatus, reason = 'its function said FAILED, and gave no reason' } = parsed.data;
  if (hookStatus === 'FAILED') throw hookFailed(hook, reason);
  return hookStatus === 'SUCCEEDED';
}

/** A point at which an upgrade cannot go on. */
export const hookFailed = (hook: string, reason: string): TransshipError =>
  new TransshipError('HookFailed', `Hook ${hook} failed: ${reason.slice(0, LONGEST_REASON)}.`);
