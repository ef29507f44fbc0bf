import { type Effect, checkLedger, type Ledger, type Violation } from '../../examples/shop/ledger';
import type { Order } from '../../examples/shop/domain/requests';
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

export interface Placed {
  order: Order;
  answer: Answer;
}

/** What clients were told, held against what happened outside. Empty: each step once, in order, and nothing else. */
export const violations = (ledger: Ledger, placed: Placed[]): Violation[] =>
  checkLedger(
    placed.map(({ order: request, answer: { body } }) => ({
      service: 'orders',
      request,
      result: { release: String(body.release) },
    })),
    ledger.effects(),
  );
