import { TransshipError } from '../../core/errors';
import { type ExecutionHead, writtenBy } from '../../core/execution';
import { type Fixture, fixtureOf } from '../../core/fixture';
import type { Reached } from '../cloud/cluster';
import { find } from './executions';

/** Which of all executions that are kept. */
export interface Filter {
  service?: string;
  /** The version that has written the record. */
  version?: string;
  /** Most that are chosen. */
  limit: number;
}

export interface Chosen {
  /** How many there are, beyond the limit too. */
  found: number;
  fixtures: Fixture[];
}

/** Of the executions that are named. Errors: `ExecutionNotFound`. */
export async function fixturesNamed(
  { openStores, place }: Reached,
  ids: string[],
): Promise<Chosen> {
  const { executions } = openStores();
  const fixtures: Fixture[] = [];
  for (const id of new Set(ids)) {
    const fixture = fixtureOf(await find(executions, place, id));
    if (!fixture) {
      const message = `Execution ${id} has no record yet: no node has begun it.`;
      throw new TransshipError('ExecutionNotFound', message);
    }
    fixtures.push(fixture);
  }
  return { found: fixtures.length, fixtures };
}

/** The oldest ones first, the finished ones too. It scans the table. Errors: `ExecutionNotFound`. */
export async function fixturesWhere(
  { openStores, place }: Reached,
  filter: Filter,
): Promise<Chosen> {
  const { executions } = openStores();
  const heads: ExecutionHead[] = [];
  for await (const head of executions.kept()) if (isMeant(head, filter)) heads.push(head);
  heads.sort((one, other) => one.createdAt - other.createdAt);
  const fixtures: Fixture[] = [];
  for (const { id } of heads) {
    if (fixtures.length === filter.limit) break;
    const execution = await executions.read(id);
    // Since it was seen it may have expired, or gone over to another version.
    const fixture = execution && isMeant(execution, filter) ? fixtureOf(execution) : undefined;
    if (fixture) fixtures.push(fixture);
  }
  if (fixtures.length > 0) return { found: heads.length, fixtures };
  const message = `There is no such execution in cluster ${place.cluster} that has begun; finished ones are found until their results expire.`;
  throw new TransshipError('ExecutionNotFound', message);
}

function isMeant(head: ExecutionHead, { service, version }: Filter): boolean {
  const written = writtenBy(head);
  return (
    written !== undefined &&
    (service ?? head.service) === head.service &&
    (version ?? written) === written
  );
}
