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
});

export const effectsOf = (ledger: Ledger, id: string): Effect[] =>
  ledger.effects().filter((effect) => effect.order === id);

/** The step has had its effect. */
export const isDone = (ledger: Ledger, id: string, step: string): boolean =>
  effectsOf(ledger, id).some((effect) => effect.step === step);

/** All of these steps (by their whole ids) are in the execution's record. */
export async function areSaved(
  executions: ExecutionStore,
  ledger: Ledger,
  order: string,
  steps: string[],
): Promise<boolean> {
  const [{ execution = '' } = {}] = effectsOf(ledger, order);
  const saved = (await executions.read(execution))?.outcomes.map(({ id }) => id) ?? [];
  return steps.every((step) => saved.includes(step));
}

export interface Placed {
  order: Order;
  answer: Answer;
}

/** What these clients were told, held against what happened outside. Empty: each step once, in order, nothing else. */
export function violations(ledger: Ledger, placed: Placed[]): Violation[] {
  const accepted = placed.map(({ order: request, answer: { body } }): Accepted => {
    return { service: 'orders', request, result: { release: String(body.release) } };
  });
  const ids = new Set(placed.map(({ order: request }) => request.order));
  return checkLedger(
    accepted,
    ledger.effects().filter((effect) => ids.has(effect.order)),
  );
}
