import type { StoreRequest } from '../../local/dynamodb';
import type { Cluster } from './real-cluster';

/** Of a request to the public store: what is done with which item. `nth`: it strikes at the nth such request. */
export interface Moment {
  functionName: string;
  operation: 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';
  /** The item's sort key, or the beginning of it. */
  item: string;
  nth?: number;
}

/**
 * Sends a signal to the process of a Lambda in the middle of its work: at the moment when this request of it comes to
 * the public store. The request itself is carried out at once, or not before `until`, if that is given. Resolves with
 * the process's id.
 */
export function strikeAt(
  { cloud }: Cluster,
  { functionName, operation, item, nth = 1 }: Moment,
  signal: 'SIGKILL' | 'SIGSTOP',
  until: Promise<unknown> = Promise.resolve(),
): Promise<number> {
  const isIt = ({ operation: of, key }: StoreRequest) =>
    of === operation && (key?.sk.startsWith(item) ?? false);
  return new Promise((resolve) => {
    let seen = 0;
    const fault = cloud.dynamodb.faults.add({
      fault: { kind: 'hold', until },
      times: 1,
      match(request) {
        const running = cloud.lambdas
          ?.processes()
          .find((each) => each.functionName === functionName && each.busy);
        if (!running || !isIt(request) || ++seen < nth) return false;
        process.kill(running.pid, signal);
        fault.remove();
        resolve(running.pid);
        return true;
      },
    });
  });
}
