import type { Evidence } from '../evidence';
import { ordersOf } from '../verdict/moves';

/** An order's stay at one place: a stretch of its effects on one instance and one release. */
export interface Stay {
  order: string;
  instance: string;
  release: string;
  from: number;
  to: number;
}

/** One order, all its stays in turn. */
export interface Journey {
  order: string;
  from: number;
  to: number;
  failed: boolean;
  stays: Stay[];
}

/** Where each order was at what time, by the ledger; when it began and ended, by its client's log. Oldest first. */
export function journeys({ requests, effects }: Pick<Evidence, 'requests' | 'effects'>): Journey[] {
  const lines = ordersOf(effects);
  return requests
    .filter((request) => request.service === 'orders')
    .map(({ id, dueAt, endedAt, failure }): Journey => {
      const stays: Stay[] = [];
      for (const { instance, release, startedAt, at } of lines.get(id) ?? []) {
        const last = stays.at(-1);
        if (last?.instance === instance && last.release === release) last.to = at;
        else stays.push({ order: id, instance, release, from: startedAt, to: at });
      }
      return { order: id, from: dueAt, to: endedAt, failed: failure !== undefined, stays };
    })
    .sort((a, b) => a.from - b.from);
}
