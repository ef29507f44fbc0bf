import type { ExecutionHead, ExecutionStatus } from '../../core/execution';
import { TransshipError } from '../../core/errors';
import { receiptsOf } from '../../core/receipt';
import { whyStuck } from '../../core/stuck';
import type { ExecutionStore, StoredCheckpoint } from '../../store/executions';
import { reach } from '../cloud/cluster';
import type { Place } from '../cloud/place';
import { nodesThere } from '../cloud/stuck';
import { exitCodes } from '../exit';
import { executionText, headsText } from '../render/executions';
import type { Verb } from './verb';

export interface ListOptions {
  status?: Exclude<ExecutionStatus, 'finished'>;
  service?: string;
  /** Only those that no node goes on with. */
  stuck: boolean;
  limit: number;
}

/** Unfinished executions, oldest first. It scans the table. */
export const listExecutions: Verb<ListOptions> = async ({ console, place }, options) => {
  const reached = await reach(place);
  const { status, service, stuck, limit } = options;
  // Who is there is asked of the platform, and only where it matters.
  const nodes = stuck ? await nodesThere(reached) : [];
  const why = (head: ExecutionHead) => (stuck ? whyStuck(head, nodes) : undefined);
  const isMeant = (head: ExecutionHead) =>
    (status ?? head.status) === head.status &&
    (service ?? head.service) === head.service &&
    (!stuck || why(head) !== undefined);
  const found: ExecutionHead[] = [];
  for await (const head of reached.openStores().executions.unfinished())
    if (isMeant(head)) found.push(head);
  found.sort((one, other) => one.createdAt - other.createdAt);
  const shown = found.slice(0, limit);
  // What a fence or a digest is says nothing to whoever reads this.
  const told = shown.map((head) => ({
    id: head.id,
    service: head.service,
    version: head.version,
    status: head.status,
    owner: head.owner,
    epoch: head.epoch,
    attempts: head.attempts,
    createdAt: new Date(head.createdAt).toISOString(),
    stuck: why(head),
  }));
  console.result({ found: found.length, executions: told }, () =>
    headsText(shown, found.length, why),
  );
  return exitCodes.done;
};

export interface ShowOptions {
  id: string;
  /** Input, outcomes and result too, which may be anybody's private matter. */
  values: boolean;
}

/** One execution, with its moves and its steps. */
export const showExecution: Verb<ShowOptions> = async ({ console, place }, { id, values }) => {
  const { openStores } = await reach(place);
  const { executions } = openStores();
  const found = await find(executions, place, id);
  const moves = receiptsOf(found, await executions.moves(id));
  const { input, outcomes, result, ...head } = found;
  const bare = {
    ...head,
    ok: result?.ok,
    moves,
    steps: outcomes.map(({ kind, id: step, ...rest }) => ({
      kind,
      id: step,
      ...('result' in rest ? { ok: rest.result.ok } : rest),
    })),
  };
  console.result(values ? { ...head, moves, input, outcomes, result } : bare, () =>
    executionText(found, moves, values),
  );
  return exitCodes.done;
};

/** Errors: `ExecutionNotFound`. */
export async function find(
  executions: ExecutionStore,
  { cluster }: Place,
  id: string,
): Promise<StoredCheckpoint> {
  const found = await executions.read(id);
  if (found?.cluster === cluster) return found;
  const message = `There is no execution ${id} in cluster ${cluster}, or its result has expired.`;
  throw new TransshipError('ExecutionNotFound', message);
}
