import type { ExecutionStore, StoredCheckpoint } from '../../store/executions';

/** Records an order that nobody owns, and that waits for an hour. */
export async function park(executions: ExecutionStore, id: string): Promise<StoredCheckpoint> {
  const parked = await executions.create({
    id,
    service: 'orders',
    version: '1',
    owner: undefined,
    requestDigest: undefined,
    input: null,
    outcomes: [],
    createdAt: Date.now(),
    due: Date.now() + 3_600_000,
  });
  if (!('created' in parked)) throw new Error(`${id} is there already`);
  return parked.created;
}
