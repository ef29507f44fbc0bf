import { coolingOffMs } from '../../../examples/shop/domain/plan';
import type { Evidence, RequestLog, UpgradeLog } from '../evidence';
import { type Check, checks } from './checks';
import { type DrillVerdict, judgeDrill } from './drill';
import { type EndingVerdict, judgeEnding } from './ending';
import { type Forecasts, judgeForecasts } from './forecasts';
import { type Half, halves } from './halves';
import { judgeLedger, type LedgerVerdict } from './ledger';
import { findMoves, judgeMoves, type Moves } from './moves';
import { judgeOverlap, type Overlap } from './overlap';
import { countReceipts, type Receipts } from './receipts';
import { judgeRequests, judgeResults, type RequestsVerdict, type ResultsVerdict } from './requests';
import { judgeSafety, type SafetyVerdict } from './safety';
import { judgeVacated, type Vacated } from './vacated';

/** What can be said of a run by those who only looked on: its clients, the ledger and the monitor. */
export interface Findings {
  strategy: Evidence['strategy'];
  releases: Evidence['releases'];
  carriesOn: Evidence['carriesOn'];
  /** Undefined where the new release was to be installed. */
  drill: DrillVerdict | undefined;
  upgrade: Pick<UpgradeLog, 'status' | 'error'> & { tookMs: number };
  quotes: RequestsVerdict;
  orders: RequestsVerdict;
  results: ResultsVerdict;
  ledger: LedgerVerdict;
  moves: Omit<Moves, 'all'>;
  receipts: Receipts;
  /** Undefined: nothing was rehearsed. */
  forecasts: Forecasts | undefined;
  halves: Half[];
  vacated: Vacated[];
  overlap: Overlap[];
  safety: SafetyVerdict;
  ending: EndingVerdict;
}

export interface Verdict extends Findings {
  passed: boolean;
  checks: Check[];
}

/** Computed from the evidence alone. */
export function judge(evidence: Evidence): Verdict {
  const findings = find(evidence);
  const checked = checks(findings);
  return { passed: checked.every((check) => check.passed), checks: checked, ...findings };
}

/** What each order's customer was given to change their mind, by the order's id. */
const offMs = (requests: RequestLog[]): Map<string, number> =>
  new Map(
    requests.flatMap(({ service, id, request }) =>
      service === 'orders' ? [[id, coolingOffMs(request)] as const] : [],
    ),
  );

function find(evidence: Evidence): Findings {
  const { requests, effects, phases, releases, carriesOn, strategy, upgrade } = evidence;
  const parts = halves(evidence);
  const { all, ...moves } = judgeMoves(findMoves(effects, offMs(requests)), releases);
  return {
    strategy,
    releases,
    carriesOn,
    drill: judgeDrill(evidence),
    upgrade: {
      status: upgrade.status,
      error: upgrade.error,
      tookMs: phases.upgradeTo - phases.upgradeFrom,
    },
    quotes: judgeRequests(requests, 'quotes', phases),
    orders: judgeRequests(requests, 'orders', phases),
    results: judgeResults(evidence),
    ledger: judgeLedger(evidence),
    moves,
    receipts: countReceipts(evidence),
    forecasts: judgeForecasts(evidence),
    halves: parts,
    vacated: judgeVacated(parts, effects, all, releases.from),
    overlap: judgeOverlap(parts, effects, all),
    safety: judgeSafety(evidence),
    ending: judgeEnding(evidence),
  };
}
