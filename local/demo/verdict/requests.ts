import type { Evidence, Phases, RequestLog } from '../evidence';
import { spread, type Spread } from './quantiles';

export interface RequestsVerdict {
  sent: number;
  failed: number;
  /** Reason → how many failed for it. */
  failures: Record<string, number>;
  /** Answered by being sent on to another address at least once. */
  redirected: number;
  /** Response times of those that succeeded, in ms. */
  responses: { before: Spread; during: Spread; after: Spread };
}

export interface ResultsVerdict {
  accepted: number;
  /** Accepted, but no result ever came; a failure that is its execution's own is one. */
  lost: number;
  /** The result read again at the execution's address was another one, or none. */
  contradicted: number;
  confirmed: number;
}

export function judgeRequests(
  requests: RequestLog[],
  service: RequestLog['service'],
  phases: Phases,
): RequestsVerdict {
  const ofService = requests.filter((request) => request.service === service);
  const failed = ofService.filter((request) => request.failure !== undefined);
  const responses = (from: number, to: number) =>
    spread(
      ofService
        .filter(({ failure, dueAt }) => failure === undefined && dueAt >= from && dueAt < to)
        .map(({ dueAt, endedAt }) => endedAt - dueAt),
    );
  return {
    sent: ofService.length,
    failed: failed.length,
    failures: countBy(failed.map((request) => request.failure ?? '')),
    redirected: ofService.filter((request) => request.redirects > 0).length,
    responses: {
      before: responses(0, phases.upgradeFrom),
      during: responses(phases.upgradeFrom, phases.upgradeTo),
      after: responses(phases.upgradeTo, Infinity),
    },
  };
}

/** A request counts as accepted once an answer named its execution, or the ledger shows that it was begun. */
export function judgeResults({
  requests,
  effects,
}: Pick<Evidence, 'requests' | 'effects'>): ResultsVerdict {
  const begun = new Set(effects.map((effect) => effect.order));
  const accepted = requests.filter(({ id, execution }) => execution !== undefined || begun.has(id));
  return {
    accepted: accepted.length,
    lost: accepted.filter((request) => request.failure !== undefined && !request.confirmed).length,
    contradicted: accepted.filter((request) => request.confirmed === false).length,
    confirmed: accepted.filter((request) => request.confirmed === true).length,
  };
}

function countBy(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
