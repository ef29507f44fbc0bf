import { type Clock, systemClock } from '../../../core/clock';
import type { RequestLog, Sent } from '../evidence';
import { send } from './client';
import { openLoop } from './open-loop';
import { order, quote, wouldPoll } from './workload';

export interface TrafficOptions {
  url: string;
  quotesPerSecond: number;
  ordersPerSecond: number;
  orderSeconds: number;
  /** Breaks everything off. */
  signal: AbortSignal;
  clock?: Clock;
}

export interface Traffic {
  /** Every request that has ended. */
  log: RequestLog[];
  figures(): TrafficFigures;
  /** Sends nothing more. What is under way goes on. */
  stop(): void;
  /** Resolves once every request that was sent has ended. */
  ended(): Promise<void>;
}

export type TrafficFigures = Record<
  Sent['service'],
  { sent: number; waiting: number; failed: number }
>;

/** A client waits for an order this much longer than it should take, before it gives up. */
const PATIENCE_MS = 120_000;

/** Quotes and orders, each at a steady rate, whatever the answers. */
export function startTraffic(options: TrafficOptions): Traffic {
  const { url, orderSeconds, signal, clock = systemClock } = options;
  const stopped = new AbortController();
  const log: RequestLog[] = [];
  const underWay = new Set<Promise<unknown>>();
  const figures: TrafficFigures = {
    quotes: { sent: 0, waiting: 0, failed: 0 },
    orders: { sent: 0, waiting: 0, failed: 0 },
  };

  const dispatch = (sent: Sent, respondAsync: boolean) => {
    const of = figures[sent.service];
    of.sent += 1;
    of.waiting += 1;
    const patienceMs = orderSeconds * 1_000 + PATIENCE_MS;
    const ended = send(sent, { url, respondAsync, patienceMs, signal, clock }).then((answered) => {
      log.push({ ...sent, ...answered });
      of.waiting -= 1;
      if (answered.failure !== undefined) of.failed += 1;
      underWay.delete(ended);
    });
    underWay.add(ended);
  };

  const until = { clock, signal: AbortSignal.any([signal, stopped.signal]) };
  const senders = [
    openLoop(options.quotesPerSecond, (n, dueAt) => dispatch(quote(n, dueAt), false), until),
    openLoop(
      options.ordersPerSecond,
      (n, dueAt) => dispatch(order(n, dueAt, orderSeconds), wouldPoll(n)),
      until,
    ),
  ];

  return {
    log,
    figures: () => figures,
    stop: () => stopped.abort(),
    async ended() {
      await Promise.all(senders);
      await Promise.all(underWay);
    },
  };
}
