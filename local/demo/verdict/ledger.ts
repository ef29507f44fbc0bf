import { type Accepted, checkLedger, type Violation } from '../../../examples/shop/ledger';
import type { Evidence, RequestLog } from '../evidence';

export interface LedgerVerdict {
  effects: number;
  /** How often each kind of violation was found. */
  missing: number;
  repeated: number;
  outOfOrder: number;
  /** Effects of requests whose clients were given no result. */
  unexpected: number;
  /** The first few, to be read. */
  examples: string[];
}

const EXAMPLES = 5;

export function judgeLedger({
  requests,
  effects,
}: Pick<Evidence, 'requests' | 'effects'>): LedgerVerdict {
  const violations = checkLedger(requests.flatMap(accepted), effects);
  const unexpected = new Set(
    violations.filter(({ kind }) => kind === 'unexpected').map(({ order }) => order),
  );
  const count = (kind: Violation['kind']) => violations.filter((v) => v.kind === kind).length;
  return {
    effects: effects.length,
    missing: count('missing'),
    repeated: count('repeated'),
    outOfOrder: count('out-of-order'),
    unexpected: count('unexpected'),
    examples: [
      ...violations
        .filter(({ kind }) => kind !== 'unexpected')
        .map(({ order, step, kind }) => `${order}: ${step} is ${kind}`),
      ...[...unexpected].map((order) => `${order}: begun, and no result accounts for it`),
    ].slice(0, EXAMPLES),
  };
}

const accepted = (log: RequestLog): Accepted[] => {
  const { result } = log;
  if (!result) return [];
  return log.service === 'orders'
    ? [{ service: 'orders', request: log.request, result }]
    : [{ service: 'quotes', request: log.request, result }];
};
