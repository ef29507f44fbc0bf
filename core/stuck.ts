import { TransshipError } from './errors';
import type { ExecutionHead } from './execution';
import type { NodeRecord } from './node';
import { type Claimable, canTakeOver } from './readers';
import type { Change } from './transitions';

/**
 * Why no node goes on with an execution, nor will by itself. `setAside`: it has ended too many nodes. `diverged`: in
 * every version that serves and could read it. `unread`: by no version that serves; where its owner has ended without
 * parking it, that is by no other version than its own.
 */
export type Stuck = 'setAside' | 'diverged' | 'unread';

/** What an operator's decision on an execution depends on. */
export type Stranded = Claimable & Pick<ExecutionHead, 'id' | 'due'>;

/** `nodes`: those that are there, by the platform's word. Undefined: some node goes on with it, or it is finished. */
export function whyStuck(execution: Claimable, nodes: NodeRecord[]): Stuck | undefined {
  const { status } = execution;
  if (status === 'finished' || isOwned(execution, nodes)) return undefined;
  if (status === 'aside') return 'setAside';
  // Owned, but by nobody who is there: a draining node may do what was cut off, if nobody else can.
  const unclean = status === 'running';
  const able = nodes.filter(
    ({ state }) => state === 'serving' || (unclean && state === 'draining'),
  );
  const isReadBy = (it: Claimable) => able.some((node) => canTakeOver(node, it, unclean));
  if (isReadBy(execution)) return undefined;
  return isReadBy({ ...execution, excluded: [] }) ? 'diverged' : 'unread';
}

const isOwned = ({ owner }: Claimable, nodes: NodeRecord[]): boolean =>
  owner !== undefined && nodes.some(({ node }) => node === owner);

/** Has whoever reads it claim it, with all attempts anew. Errors: `ExecutionNotStuck`. */
export function retryOf(execution: Stranded, nodes: NodeRecord[], now: number): Change {
  refuseIfDecided(execution, nodes);
  if (whyStuck(execution, nodes)) {
    // What it waits for is not over because somebody asks.
    const due = execution.status === 'parked' ? Math.max(execution.due ?? now, now) : now;
    return { kind: 'retry', due };
  }
  throw notStuck(
    execution,
    execution.status === 'parked'
      ? 'is parked: a node that serves claims it by itself, as soon as its wait is over if it waits. There is nothing to retry.'
      : 'was left behind by a node that has ended: one that serves takes it over by itself, within a lease. There is nothing to retry.',
  );
}

/**
 * Gives it its one result, a failure: `ExecutionCancelled`, kept until `expires` (in seconds since the epoch). Any that
 * no node owns may be cancelled, whether or not it is stuck. Errors: `ExecutionNotStuck`.
 */
export function cancelOf(
  execution: Stranded,
  nodes: NodeRecord[],
  { reason, expires }: { reason: string; expires: number },
): Change {
  refuseIfDecided(execution, nodes);
  const error = { name: 'ExecutionCancelled', message: reason };
  return { kind: 'finish', result: { ok: false, error }, expires };
}

function refuseIfDecided(execution: Stranded, nodes: NodeRecord[]): void {
  if (execution.status === 'finished')
    throw notStuck(
      execution,
      'has its result already, and keeps it: see transship executions show.',
    );
  if (isOwned(execution, nodes))
    throw notStuck(
      execution,
      `runs on node ${execution.owner}, which is there: wait for its result. A step that hangs ends by its time-out; a node that hangs is overtaken when you stop its task.`,
    );
}

const notStuck = ({ id }: Stranded, says: string): TransshipError =>
  new TransshipError('ExecutionNotStuck', `Execution ${id} ${says}`);
