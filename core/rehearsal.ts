/**
 * What a node is to do in a rehearsal, as it reads it beside its instance's mode. `prepare`: have what it runs saved, and
 * lay ready what the other release can read only if it is translated here. `rehearse`: replay what the others run.
 */
export interface RehearsalPart {
  /** Of the rehearsal; another one each time. */
  id: string;
  part: 'prepare' | 'rehearse';
  /** The instance whose nodes rehearse. */
  instance: string;
  /** Nodes among which executions are shared out, by their slots. */
  slots: string[];
}

/** What would come of an execution on the new release. */
export interface ExecutionForecast {
  execution: string;
  service: string;
  /** That has written its record; undefined: none has yet. */
  version?: string;
  kind: ForecastKind;
  /** Why it is pinned or failing. */
  reason?: string;
}

export const forecastKinds = ['movable', 'translated', 'pinned', 'failing'] as const;
export type ForecastKind = (typeof forecastKinds)[number];

/** What one node says of its share. */
export interface RehearsedShare {
  forecasts: ExecutionForecast[];
  /** Executions of its share that it has not come to: it looks at so many at most, and for so long. */
  left: number;
}

/** Executions of one service and version with one forecast, for one reason. */
export interface ForecastGroup extends Omit<ExecutionForecast, 'execution'> {
  count: number;
  /** One of them. */
  example: string;
}

export interface Rehearsal extends Record<ForecastKind, number> {
  rehearsed: number;
  left: number;
  /** The most telling first. */
  groups: ForecastGroup[];
}

/** More are not told one by one: what a state returns is bounded. */
const MOST_GROUPS = 20;

/** What all shares come to. */
export function sumShares(shares: RehearsedShare[]): Rehearsal {
  const forecasts = shares.flatMap((share) => share.forecasts);
  const count = (kind: ForecastKind) => forecasts.filter((each) => each.kind === kind).length;
  return {
    rehearsed: forecasts.length,
    left: shares.reduce((sum, { left }) => sum + left, 0),
    movable: count('movable'),
    translated: count('translated'),
    pinned: count('pinned'),
    failing: count('failing'),
    groups: groupsOf(forecasts),
  };
}

/** What a state returns of it, once all of it has been judged. */
export const bounded = (rehearsal: Rehearsal): Rehearsal => ({
  ...rehearsal,
  groups: rehearsal.groups.slice(0, MOST_GROUPS),
});

function groupsOf(forecasts: ExecutionForecast[]): ForecastGroup[] {
  const groups = new Map<string, ForecastGroup>();
  for (const { execution, ...told } of forecasts) {
    const key = JSON.stringify([told.kind, told.service, told.version, told.reason]);
    const group = groups.get(key) ?? { ...told, count: 0, example: execution };
    groups.set(key, { ...group, count: group.count + 1 });
  }
  const rank = ({ kind }: ForecastGroup) => forecastKinds.indexOf(kind);
  return [...groups.values()].sort((a, b) => rank(b) - rank(a) || b.count - a.count);
}

/** Of the update's options: what of a forecast is tolerated. */
export interface Tolerance {
  requireMovable?: 'all' | number;
  mayStay?: string[];
}

/**
 * Why the upgrade must not go on. Where it is not said how many must be movable, what the new release does not read may
 * stay, and what it says that it reads must be gone on with. Undefined: it may go on.
 */
export function intolerable(
  rehearsal: Rehearsal,
  { requireMovable, mayStay }: Tolerance,
): string | undefined {
  const { rehearsed, left, movable, translated, failing, groups } = rehearsal;
  const tied = groups.filter(({ kind }) => kind === 'pinned' || kind === 'failing');
  const unwanted = tied.filter(({ service }) => mayStay && !mayStay.includes(service));
  if (unwanted.length > 0)
    return `Executions of ${list(unwanted.map(({ service }) => service))} may not stay: ${told(unwanted)}`;
  if (requireMovable === undefined)
    return failing > 0
      ? `${several(failing)} of ${rehearsed} rehearsed would fail: ${told(tied.filter(({ kind }) => kind === 'failing'))}`
      : undefined;
  const wanted = requireMovable === 'all' ? 100 : requireMovable;
  if (rehearsed === 0)
    return left > 0 && wanted > 0
      ? `At least ${wanted} % must be movable, and none was rehearsed: ${several(left)} were not come to in time, or had not been prepared by those who run them`
      : undefined;
  const percent = (100 * (movable + translated)) / rehearsed;
  if (percent >= wanted) return undefined;
  return `${movable + translated} of ${rehearsed} rehearsed can be moved, ${Math.floor(percent)} %, and at least ${wanted} % must: ${told(tied)}`;
}

const several = (count: number): string => `${count} execution${count === 1 ? '' : 's'}`;
const list = (names: string[]): string => [...new Set(names)].join(', ');

/** Of each reason one example. */
const told = (groups: ForecastGroup[]): string =>
  groups
    .slice(0, 3)
    .map(
      ({ count, service, version, reason, example }) =>
        `${count} of service ${service}, version ${version ?? 'none yet'}, such as ${example}: ${reason ?? ''}`,
    )
    .join('; ');
