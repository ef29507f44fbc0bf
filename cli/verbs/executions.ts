import type { ExecutionHead, ExecutionStatus } from '../../core/execution';
import { TransshipError } from '../../core/errors';
import { reach } from '../cloud/cluster';
import { exitCodes } from '../exit';
import { executionText, headsText } from '../render/executions';
import type { Verb } from './verb';

export interface ListOptions {
  status?: Exclude<ExecutionStatus, 'finished'>;
  service?: string;
  limit: number;
}

/** Unfinished executions, oldest first. It scans the table. */
export const listExecutions: Verb<ListOptions> = async ({ console, place }, options) => {
  const { openStores } = await reach(place);
  const { status, service, limit } = options;
  const found: ExecutionHead[] = [];
  for await (const head of openStores().executions.unfinished())
    if ((status ?? head.status) === head.status && (service ?? head.service) === head.service)
      found.push(head);
  found.sort((one, other) => one.createdAt - other.createdAt);
  const shown = found.slice(0, limit);
  // What a fence or a digest is says nothing to whoever reads this.
  const told = shown.map(({ id, service, version, status, owner, epoch, attempts, createdAt }) => ({
    id,
    service,
    version,
    status,
    owner,
    epoch,
    attempts,
    createdAt: new Date(createdAt).toISOString(),
  }));
  console.result({ found: found.length, executions: told }, () => headsText(shown, found.length));
  return exitCodes.done;
};

export interface ShowOptions {
  id: string;
  /** Input, outcomes and result too, which may be anybody's private matter. */
  values: boolean;
}

/** One execution, with its steps. */
export const showExecution: Verb<ShowOptions> = async ({ console, place }, { id, values }) => {
  const { openStores } = await reach(place);
  const found = await openStores().executions.read(id);
  if (found?.cluster !== place.cluster) {
    const message = `There is no execution ${id} in cluster ${place.cluster}, or its result has expired.`;
    throw new TransshipError('ExecutionNotFound', message);
  }
  const { input, outcomes, result, ...head } = found;
  const bare = {
    ...head,
    ok: result?.ok,
    steps: outcomes.map(({ kind, id: step, ...rest }) => ({
      kind,
      id: step,
      ...('result' in rest ? { ok: rest.result.ok } : rest),
    })),
  };
  console.result(values ? { ...head, input, outcomes, result } : bare, () =>
    executionText(found, values),
  );
  return exitCodes.done;
};
