import { RESULT_KEPT_SECONDS } from '../../core/execution';
import { type Stranded, cancelOf, retryOf, whyStuck } from '../../core/stuck';
import type { Change } from '../../core/transitions';
import type { StoredCheckpoint } from '../../store/executions';
import { type Reached, reach } from '../cloud/cluster';
import { nodesThere } from '../cloud/stuck';
import { exitCodes } from '../exit';
import { cancelledText, retriedText } from '../render/executions';
import { find } from './executions';
import type { Verb } from './verb';

/** Has an execution that is stuck tried again, by whoever reads it. */
export const retryExecution: Verb<{ id: string }> = async ({ console, place }, { id }) => {
  const reached = await reach(place);
  const nodes = await nodesThere(reached);
  const retried = await decide(reached, id, (it) => retryOf(it, nodes, Date.now()));
  const { status, version, due = 0, epoch } = retried;
  // Those that serve now may not read it: then it waits for a release that does.
  const stuck = whyStuck(retried, nodes);
  const told = { id, status, version, due: new Date(due).toISOString(), epoch, stuck };
  console.result(told, () => retriedText(retried, stuck));
  return exitCodes.done;
};

export interface CancelOptions {
  id: string;
  /** The message of the failure, which whoever asks for the result gets to see. */
  reason?: string;
}

/** Gives an execution that no node owns its one result: a failure. */
export const cancelExecution: Verb<CancelOptions> = async ({ console, place }, options) => {
  const { id, reason = 'An operator has cancelled it.' } = options;
  const reached = await reach(place);
  const nodes = await nodesThere(reached);
  const expires = Math.floor(Date.now() / 1_000) + RESULT_KEPT_SECONDS;
  const cancelled = await decide(reached, id, (it) => cancelOf(it, nodes, { reason, expires }));
  // The nodes that wrote its receipts have long gone on.
  await reached.openStores().executions.expireMoves({ ...cancelled, expires }, reached.sending());
  const { status, result } = cancelled;
  const until = new Date(expires * 1_000);
  console.result({ id, status, result, expires: until.toISOString() }, () =>
    cancelledText(cancelled, until),
  );
  return exitCodes.done;
};

/**
 * Decides on an execution as it stands, and writes that if it still stands so; else it looks again. Errors:
 * `ExecutionNotFound`, and those of the decision.
 */
async function decide(
  { openStores, place, sending }: Reached,
  id: string,
  decision: (execution: Stranded) => Change,
): Promise<StoredCheckpoint> {
  const { executions } = openStores();
  const send = sending();
  for (;;) {
    const standing = await find(executions, place, id);
    const written = await executions.write(standing, decision(standing), send);
    if (written) return written;
  }
}
