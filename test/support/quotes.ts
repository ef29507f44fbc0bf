import type { Answered } from '../../local/demo/evidence';
import { send } from '../../local/demo/traffic/client';
import { quote } from '../../local/demo/traffic/workload';

/** Short requests at a steady rate, until it is stopped. */
export interface Quotes {
  /** Resolves with what every client got, once the last one has. */
  stop(): Promise<Answered[]>;
}

const EVERY_MS = 100;
const PATIENCE_MS = 30_000;

export function startQuotes(url: string): Quotes {
  const { signal } = new AbortController();
  const answers: Promise<Answered>[] = [];
  const timer = setInterval(() => {
    const sent = quote(answers.length, Date.now());
    answers.push(send(sent, { url, respondAsync: false, patienceMs: PATIENCE_MS, signal }));
  }, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return Promise.all(answers);
    },
  };
}

export const failuresOf = (answers: Answered[]): string[] =>
  answers.flatMap(({ failure }) => failure ?? []);
