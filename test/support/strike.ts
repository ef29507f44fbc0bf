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
export const strikeAt = (
  cluster: Cluster,
  { functionName, operation, item, nth = 1 }: Moment,
  signal: 'SIGKILL' | 'SIGSTOP',
  until: Promise<unknown> = Promise.resolve(),
): Promise<number> =>
  new Promise((resolve) => {
    atRequest(cluster, functionName, {
      isIt: ({ operation: of, key }) => of === operation && (key?.sk.startsWith(item) ?? false),
      nth,
      async act(pid) {
        process.kill(pid, signal);
        resolve(pid);
        await until;
      },
    });
  });

export interface RequestHook {
  isIt(this: void, request: StoreRequest): boolean;
  nth: number;
  /** The request is carried out once this is over. */
  act(this: void, pid: number): Promise<unknown>;
}

/** Acts once, when this Lambda's nth such request comes to the public store. Returns how to give that up. */
export function atRequest(
  { cloud }: Cluster,
  functionName: string,
  { isIt, nth, act }: RequestHook,
): () => void {
  let seen = 0;
  let carryOn = (): void => undefined;
  const until = new Promise<void>((resolve) => (carryOn = resolve));
  const fault = cloud.dynamodb.faults.add({
    fault: { kind: 'hold', until },
    times: 1,
    match(request) {
      const running = cloud.lambdas
        ?.processes()
        .find((each) => each.functionName === functionName && each.busy);
      if (!running || !isIt(request) || ++seen < nth) return false;
      fault.remove();
      void act(running.pid).then(carryOn, carryOn);
      return true;
    },
  });
  return () => fault.remove();
}
