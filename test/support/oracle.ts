import type { Outcome, Result } from '../../core/execution';

/** What an execution's record must be, told from the events alone and knowing nothing of how it is stored. */
export interface Told {
  status: 'running' | 'parked' | 'aside' | 'finished' | undefined;
  owner: string | undefined;
  version: string | undefined;
  epoch: number;
  seq: number;
  attempts: number;
  excluded: string[];
  outcomes: Outcome[];
  result: Result | undefined;
}

export type Event =
  | { event: 'created'; owner?: string; version?: string; outcomes?: Outcome[] }
  | { event: 'claimed'; owner: string; version: string; unclean?: boolean }
  | { event: 'committed'; outcomes: Outcome[] }
  | { event: 'parked'; excluded?: string }
  | { event: 'finished'; result: Result }
  | { event: 'set aside' }
  | { event: 'retried' };

const holderOf = (events: Event[]) =>
  events.findLast((event) => event.event === 'created' || event.event === 'claimed');

/** The version that last added something. A claim adds nothing, but for the first of what nobody has yet run. */
function lastWriter(events: Event[]): string | undefined {
  const isFirst = (index: number) =>
    events[index]?.event === 'claimed' && holderOf(events.slice(0, index))?.version === undefined;
  const until = events.findLastIndex(
    ({ event }, index) => event === 'committed' || event === 'created' || isFirst(index),
  );
  return holderOf(events.slice(0, until + 1))?.version;
}

/** Each event by itself, counted from the whole history. */
export function oracle(events: Event[]): Told {
  const of = <K extends Event['event']>(kind: K) =>
    events.filter((event): event is Extract<Event, { event: K }> => event.event === kind);
  const last = events.findLast(({ event }) => event !== 'committed');
  const owner = last?.event === 'claimed' || last?.event === 'created' ? last.owner : undefined;
  const since = (...kinds: Event['event'][]) =>
    events.slice(events.findLastIndex(({ event }) => kinds.includes(event)) + 1);
  const status = {
    created: owner === undefined ? ('parked' as const) : ('running' as const),
    claimed: 'running' as const,
    committed: undefined,
    parked: 'parked' as const,
    finished: 'finished' as const,
    'set aside': 'aside' as const,
    retried: 'parked' as const,
  }[last?.event ?? 'created'];
  return {
    status,
    owner,
    version: status === 'parked' ? lastWriter(events) : holderOf(events)?.version,
    epoch: 1 + of('claimed').length,
    seq: events.length,
    attempts: since('committed', 'retried').filter(
      (event) => event.event === 'claimed' && event.unclean,
    ).length,
    excluded: since('retried').flatMap((event) =>
      event.event === 'parked' ? (event.excluded ?? []) : [],
    ),
    outcomes: [...of('created'), ...of('committed')].flatMap(({ outcomes = [] }) => outcomes),
    result: of('finished')[0]?.result,
  };
}
