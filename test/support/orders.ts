import {
  type Accepted,
  type Effect,
  checkLedger,
  type Ledger,
  type Violation,
} from '../../examples/shop/ledger';
import type { Order } from '../../examples/shop/domain/requests';
import type { ExecutionStore } from '../../store/executions';
import type { Answer } from './caller';

/** An order that takes about so many seconds. */
export const order = (id: string, seconds: number): Order => ({
  order: id,
  customer: 'Ada',
  lines: [
    { sku: 'kettle', quantity: 1 },
    { sku: 'scale', quantity: 2 },
  ],
  seconds,
  coolingOffSeconds: 1,
});

export const effectsOf = (ledger: Ledger, id: string): Effect[] =>
  ledger.effects().filter((effect) => effect.order === id);

/** The step has had its effect. */
export const isDone = (ledger: Ledger, id: string, step: string): boolean =>
  effectsOf(ledger, id).some((effect) => effect.step === step);

/** The steps that are in an order's record, by their names in the ledger. */
export async function savedSteps(
  executions: ExecutionStore,
  ledger: Ledger,
  id: string,
): Promise<string[]> {
  const [{ execution = '' } = {}] = effectsOf(ledger, id);
  const { outcomes = [] } = (await executions.read(execution)) ?? {};
  return outcomes.map((outcome) => outcome.id.split('/').at(-1) ?? '');
}

export interface Placed {
  order: Order;
  answer: Answer;
}

/**
 * What these clients were told, held against what happened outside. Empty: each step once, in order, nothing else.
 * `saved`: the steps that were in the record when a node was cut off or overtaken. Others may have been under way, and
 * so stand twice, if it is under one key.
 */
export function violations(ledger: Ledger, placed: Placed[], saved?: string[]): Violation[] {
  const accepted = placed.map(({ order: request, answer: { body } }): Accepted => {
    return { service: 'orders', request, result: { release: String(body.release) } };
  });
  const ids = new Set(placed.map(({ order: request }) => request.order));
  const effects = ledger.effects().filter((effect) => ids.has(effect.order));
  return checkLedger(accepted, effects).filter((violation) => {
    if (violation.kind !== 'repeated' || !saved || saved.includes(violation.step)) return true;
    return violation.times > 2 || violation.keys.length > 1;
  });
}
