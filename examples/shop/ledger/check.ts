import type { Order, QuoteRequest } from '../domain/requests';
import type { Chain } from './chain';
import type { Effect } from './effect';
import { expectedQuoteSteps, expectedSteps } from './expected';

/** A request whose client was given a result, and the release that the result names. */
export type Accepted =
  | { service: 'orders'; request: Order; result: { release: string } }
  | { service: 'quotes'; request: QuoteRequest; result: { release: string } };

export type Violation =
  /** The step was promised by the result, and never had its effect. */
  | { kind: 'missing'; order: string; step: string }
  /** The step had its effect more than once. One key for all: whoever deduplicates by key would have noticed. */
  | { kind: 'repeated'; order: string; step: string; times: number; keys: string[] }
  /** `step` had its effect before `after`, which it should have followed. */
  | { kind: 'out-of-order'; order: string; step: string; after: string }
  /** An effect that no result accounts for: of an unknown step, or for a client who was given no result. */
  | { kind: 'unexpected'; order: string; step: string }
  /** Two different steps used one key: whoever deduplicates by key would have done only the first. */
  | { kind: 'key-shared'; order: string; step: string; key: string };

/**
 * Compares what clients were told with what happened outside. Empty: every step that was promised had its effect
 * exactly once, in order, and nothing else happened. `effects` in the order of the ledger; the ids of orders and
 * quotes must differ from each other.
 */
export function checkLedger(
  accepted: readonly Accepted[],
  effects: readonly Effect[],
): Violation[] {
  const lines = linesByOrder(effects);
  const violations = accepted.flatMap((each) => {
    const order = idOf(each);
    const steps = lines.get(order) ?? new Map<string, Line>();
    const chains = expectedChains(each, steps);
    lines.delete(order);
    return [...wrongCounts(order, chains, steps), ...wrongOrder(order, chains, steps)];
  });
  const unaccounted = [...lines].flatMap(([order, steps]) =>
    [...steps.keys()].map((step): Violation => ({ kind: 'unexpected', order, step })),
  );
  return [...violations, ...unaccounted, ...sharedKeys(effects)];
}

/** How one step of one order stands in the ledger. */
interface Line {
  /** Where it stands first. */
  position: number;
  times: number;
  keys: Set<string>;
}

type Steps = ReadonlyMap<string, Line>;

function linesByOrder(effects: readonly Effect[]): Map<string, Map<string, Line>> {
  const orders = new Map<string, Map<string, Line>>();
  effects.forEach(({ order, step, key }, position) => {
    const steps = orders.get(order) ?? new Map<string, Line>();
    const line = steps.get(step) ?? { position, times: 0, keys: new Set() };
    line.times += 1;
    line.keys.add(key);
    orders.set(order, steps.set(step, line));
  });
  return orders;
}

const idOf = ({ service, request }: Accepted): string =>
  service === 'orders' ? request.order : request.quote;

const expectedChains = ({ service, request, result }: Accepted, steps: Steps): Chain[] =>
  service === 'quotes'
    ? expectedQuoteSteps()
    : expectedSteps(request, result.release, new Set(steps.keys()));

function wrongCounts(order: string, chains: Chain[], steps: Steps): Violation[] {
  const expected = new Set(chains.flat());
  const missing = [...expected].filter((step) => !steps.has(step));
  return [
    ...missing.map((step): Violation => ({ kind: 'missing', order, step })),
    ...[...steps].flatMap(([step, { times, keys }]): Violation[] => {
      if (!expected.has(step)) return [{ kind: 'unexpected', order, step }];
      return times > 1 ? [{ kind: 'repeated', order, step, times, keys: [...keys] }] : [];
    }),
  ];
}

function wrongOrder(order: string, chains: Chain[], steps: Steps): Violation[] {
  return chains.flatMap((chain) => {
    const standing = chain.flatMap((step) => {
      const line = steps.get(step);
      return line ? [{ step, position: line.position }] : [];
    });
    return standing.flatMap(({ step, position }, i): Violation[] => {
      const before = standing[i - 1];
      return before && before.position > position
        ? [{ kind: 'out-of-order', order, step, after: before.step }]
        : [];
    });
  });
}

function sharedKeys(effects: readonly Effect[]): Violation[] {
  const first = new Map<string, Effect>();
  return effects.flatMap((effect): Violation[] => {
    const { order, step, key } = effect;
    const known = first.get(key) ?? effect;
    first.set(key, known);
    return known.order === order && known.step === step
      ? []
      : [{ kind: 'key-shared', order, step, key }];
  });
}
