import type { Move } from '../../core/receipt';
import { createExecutionStore } from '../../store/executions';
import type { Shop } from '../deploy';
import type { RequestLog } from './evidence';

/** Looked up side by side. */
const AT_ONCE = 16;

/** Receipts of the moves of every order whose execution is known, by the order's id; those that never moved have none. */
export async function readReceipts(
  { transship, configuration }: Pick<Shop, 'transship' | 'configuration'>,
  requests: readonly RequestLog[],
): Promise<Record<string, Move[]>> {
  if (!transship) return {};
  const store = createExecutionStore(transship.table, configuration.name);
  const orders = requests.filter(({ service }) => service === 'orders');
  const receipts: Record<string, Move[]> = {};
  const read = async ({ id, execution }: RequestLog) => {
    const moves = execution === undefined ? [] : await store.moves(execution);
    if (moves.length > 0) receipts[id] = moves;
  };
  for (let from = 0; from < orders.length; from += AT_ONCE)
    await Promise.all(orders.slice(from, from + AT_ONCE).map(read));
  return receipts;
}
