import type { Move } from '../core/receipt';
import type { ExecutionStore } from '../store/executions';
import type { SendOptions } from '../store/send';
import type { Run } from './execution/run';

export interface ReceiptOptions {
  store: Pick<ExecutionStore, 'recordMove' | 'expireMoves'>;
  send: SendOptions;
}

/**
 * Writes the receipt of a move once it is known how that went on, and sees that an execution's receipts end with it. All of
 * it goes on beside the run, which waits for nothing of it.
 */
export async function keepReceipt(
  run: Run,
  move: Move,
  { store, send }: ReceiptOptions,
): Promise<void> {
  const resumedAt = await run.resumed;
  const { head } = run;
  if (!head) return;
  await store.recordMove(head, { ...move, ...(resumedAt !== undefined && { resumedAt }) }, send);
  await run.ended;
  const { expires } = run.head ?? head;
  if (expires !== undefined) await store.expireMoves({ ...head, expires }, send);
}
