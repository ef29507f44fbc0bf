import type { Clock } from '../../core/clock';
import type { Fault } from './faults';
import { type Answer, type StoreRequest, refusal, succeeded } from './request';
import type { Schemas } from './schemas';

type Execute = (request: StoreRequest) => Promise<Answer>;

/** `undefined`: break the connection instead of answering. */
export type Deliver = (
  request: StoreRequest,
  fault: Fault | undefined,
) => Promise<Answer | undefined>;

/** Brings requests to the tables by way of their faults. Once `closing` aborts, what is still on its way is lost. */
export function delivery(
  execute: Execute,
  schemas: Schemas,
  clock: Pick<Clock, 'sleep'>,
  closing: AbortSignal,
): Deliver {
  const closed = new Promise((resolve) => closing.addEventListener('abort', resolve));
  const late = new Map<string, StoreRequest[]>();

  /** Executes a request, then what waited for a write of the same item. */
  async function commit(request: StoreRequest, again = false): Promise<Answer> {
    const answer = await execute(request);
    const items = schemas.written(request).map(({ id }) => id);
    const waited = succeeded(answer) ? items.flatMap((item) => take(item)) : [];
    // Before anything else happens, so that no later commit is missed.
    if (again && items[0] !== undefined) late.set(items[0], [...take(items[0]), request]);
    for (const duplicate of waited) await commit(duplicate);
    return answer;
  }

  function take(item: string): StoreRequest[] {
    const waiting = late.get(item) ?? [];
    late.delete(item);
    return waiting;
  }

  async function twice(request: StoreRequest): Promise<Answer> {
    const answer = await commit(request);
    await commit(request);
    return answer;
  }

  const afterWaiting = (request: StoreRequest) => (closing.aborted ? undefined : commit(request));

  return async (request, fault) => {
    switch (fault?.kind) {
      case undefined:
        return commit(request);
      case 'delay':
        await clock.sleep(fault.ms, closing);
        return afterWaiting(request);
      case 'hold':
        await Promise.race([fault.until, closed]).catch(() => undefined);
        return afterWaiting(request);
      case 'drop-request':
        return undefined;
      case 'drop-answer':
        await commit(request);
        return undefined;
      case 'throttle':
        return refusal('ProvisionedThroughputExceededException', 'Throttled by a fault rule');
      case 'duplicate':
        return fault.when === 'at-once' ? twice(request) : commit(request, true);
    }
  };
}
