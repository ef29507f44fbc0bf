import type { Json } from '../../../core/json';
import type { Context } from './context';
import type { Shop } from './shop';

/** Runs one step that changes something outside: does its work, then posts to the ledger that it was done. */
export type Deed = <T extends Json>(
  ctx: Context,
  step: string,
  work: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** The deeds for one order (or quote). */
export const deedsFor =
  (shop: Shop, order: string): Deed =>
  (ctx, step, work) =>
    ctx.step(step, async ({ idempotencyKey, signal }) => {
      const startedAt = shop.clock.now();
      const result = await work(signal);
      // Who has lost the right to go on must leave no trace: someone else may be doing this step.
      signal.throwIfAborted();
      const { instance, release, task } = shop;
      await shop.postEffect(
        {
          order,
          step,
          key: idempotencyKey,
          execution: ctx.executionId,
          instance,
          release,
          task,
          startedAt,
        },
        signal,
      );
      return result;
    });
