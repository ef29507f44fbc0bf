import type { StoreRequest } from '../../local/dynamodb';
import type { TestStore } from './store';
import { until } from './until';

/** A node looks through the index for what it could take. */
export const looksForWork = ({ operation, body }: StoreRequest): boolean =>
  operation === 'Query' && body.IndexName !== undefined;

/** Resolves after so many more requests of a kind: a node has had every occasion by then. */
export async function after(
  times: number,
  match: (request: StoreRequest) => boolean,
  { faults }: TestStore,
): Promise<void> {
  const spy = faults.add({ match, fault: { kind: 'delay', ms: 0 } });
  await until(() => spy.hits() >= times);
  spy.remove();
}
