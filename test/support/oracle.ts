import type { Outcome, Result } from '../../core/execution';

/** What an execution's record must be, told from the events alone and knowing nothing of how it is stored. */
export interface Told {
  status: 'running' | 'parked' | 'aside' | 'finished';
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
  | { event: 'set aside' };

/** Each event by itself, counted from the whole history. */
export function oracle(events: Event[]): Told {
  const of = <K extends Event['event']>(kind: K) =>
    events.filter((event): event is Extract<Event, { event: K }> => event.event === kind);
  const last = events.findLast(({ event }) => event !== 'committed');
  const holder = events.findLast(({ event }) => event === 'created' || event === 'claimed');
  const owns = last?.event === 'claimed' || last?.event === 'created' ? last.owner : undefined;
  const sinceCommit = events.slice(events.findLastIndex(({ event }) => event === 'committed') + 1);
  const status = {
    created: owns === undefined ? ('parked' as const) : ('running' as const),
    claimed: 'running' as const,
    parked: 'parked' as const,
    finished: 'finished' as const,
    'set aside': 'aside' as const,
  };
  return {
    status:
      status[last?.event === undefined || last.event === 'committed' ? 'created' : last.event],
    owner: owns,
    version: holder && 'version' in holder ? holder.version : undefined,
    epoch: 1 + of('claimed').length,
    seq: events.length,
    attempts: sinceCommit.filter((event) => event.event === 'claimed' && event.unclean).length,
    excluded: of('parked').flatMap(({ excluded = [] }) => excluded),
    outcomes: [...of('created'), ...of('committed')].flatMap(({ outcomes = [] }) => outcomes),
    result: of('finished')[0]?.result,
  };
}
