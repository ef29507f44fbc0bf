import { z } from 'zod';

/** What a step posts once its work is done. */
export const effectSchema = z.strictObject({
  /** The order's (or quote's) own id, chosen by the client. */
  order: z.string(),
  step: z.string(),
  /** The step's idempotency key. */
  key: z.string(),
  execution: z.string(),
  instance: z.string(),
  /** The release of the code that ran the step. */
  release: z.string(),
  /** The place where it ran: the ECS task's ARN. */
  task: z.string(),
  /** When the step's work began, in milliseconds since the epoch by the clock of the node that ran it. */
  startedAt: z.number(),
});

export type PostedEffect = z.infer<typeof effectSchema>;

/** A line of the ledger. `at`: when it came in, in milliseconds since the epoch by the ledger's clock. */
export type Effect = PostedEffect & { at: number };
