import type { Answer, Kind } from '../../support/clients';
import { whatComesOf } from '../../support/workshop';
import type { Shop } from './shop';

export interface Way {
  /** Default `saved`. */
  service?: string;
  padding?: string;
  /** The header field. */
  prefer?: string;
}

/** One order of each kind of client for each of some purposes, and how it went. */
export interface Orders {
  /** The names of all orders so far. */
  placed(): string[];
  /** Places an order, and asks on until it has its result. */
  place(what: string, kind: Kind, way?: Way): Promise<void>;
  /** What the client was answered first, all redirects followed that it follows. */
  answer(what: string, kind: Kind): Answer | undefined;
  /** What came of it. */
  result(what: string, kind: Kind): Answer | undefined;
  /** The answer to be expected of an order that is done. */
  done(what: string, kind: Kind): Partial<Answer>;
  /** Which steps were run where, in order. */
  steps(what: string, kind: Kind): [step: string, instance: string][];
  /** The executions that its steps were run by. */
  executions(what: string, kind: Kind): string[];
}

export function ordersAt(shop: Shop): Orders {
  const ways = new Map<string, Way>();
  const answers = new Map<string, { answer: Answer; result: Answer }>();
  const nameOf = (what: string, { name }: Kind): string => `${what} by ${name}`;
  const effectsOf = (what: string, kind: Kind) => shop.workshop.effectsOf(nameOf(what, kind));

  return {
    placed: () => [...ways.keys()],
    place: async (what, kind, way = {}) => {
      const { service = 'saved', padding, prefer } = way;
      const order = nameOf(what, kind);
      ways.set(order, way);
      const headers = prefer === undefined ? undefined : { prefer };
      const answer = await shop.place(kind, service, { order, padding }, { headers });
      answers.set(order, { answer, result: await shop.askOn(kind, answer) });
    },
    answer: (what, kind) => answers.get(nameOf(what, kind))?.answer,
    result: (what, kind) => answers.get(nameOf(what, kind))?.result,
    done: (what, kind) => {
      const order = nameOf(what, kind);
      const { padding } = ways.get(order) ?? {};
      return { status: 200, body: whatComesOf({ order, padding }) };
    },
    steps: (what, kind) => effectsOf(what, kind).map(({ step, instance }) => [step, instance]),
    executions: (what, kind) => [
      ...new Set(effectsOf(what, kind).map(({ execution }) => execution)),
    ],
  };
}
