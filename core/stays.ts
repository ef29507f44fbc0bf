/**
 * Executions of one service and version that no node which serves can read, so that they stay where they are.
 * `version`: of the record; undefined before any has begun it.
 */
export interface Stays {
  service: string;
  version?: string;
  count: number;
}

/** So many services and versions are told of, those with most executions first. */
const MOST_TOLD = 10;

/** By service and version, most first. */
export function sumStays(stays: Iterable<Stays>): Stays[] {
  const sums = new Map<string, Stays>();
  for (const each of stays) {
    const key = JSON.stringify([each.service, each.version]);
    const count = (sums.get(key)?.count ?? 0) + each.count;
    sums.set(key, { ...each, count });
  }
  return [...sums.values()].sort((one, other) => other.count - one.count).slice(0, MOST_TOLD);
}

export const oneStays = (service: string, version: string | undefined): Stays => ({
  service,
  ...(version !== undefined && { version }),
  count: 1,
});

/** `2 of orders, because no serving node reads version 3` */
export const staysText = (stays: Stays[]): string =>
  stays.map((each) => `${each.count} of ${each.service}, because ${reason(each)}`).join('; ');

const reason = ({ version }: Stays): string =>
  version === undefined ? 'no serving node has it' : `no serving node reads version ${version}`;
