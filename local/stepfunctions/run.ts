import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import type { Clock } from '../../core/clock';
import type { Json } from '../../core/json';
import type { Lambdas } from '../lambda';
import type { Tokens } from './tokens';

/** Where an execution stands: all that is needed to go on from there, also after it failed. */
export interface Position {
  state: string;
  input: Json;
  variables: Record<string, Json>;
  /** Set once the state has been entered: the event that says so, and when, in milliseconds since the epoch. */
  entered?: { event: number; at: number };
}

export type EventDetails = Omit<
  Partial<HistoryEvent>,
  'id' | 'previousEventId' | 'type' | 'timestamp'
>;

/** What the interpreter needs of the world. */
export interface Run {
  readonly clock: Clock;
  /** From 0 to 1, for jitter. */
  random(): number;
  readonly invoke: Lambdas['invoke'];
  readonly tokens: Tokens;
  /** The context object, without the state's part of it. */
  readonly context: { Execution: Record<string, Json>; StateMachine: Record<string, Json> };
  /** Aborted when the execution is ended from outside. */
  readonly signal: AbortSignal;
  /** Appends to the history and gives the event's number. Throws when the run has been ended or the history is full. */
  record(type: HistoryEventType, details: EventDetails): number;
  /** Told at each state, before and after it is entered. */
  arrive(position: Position): void;
}

/** Node.js cannot wait longer than this in one go. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

async function sleepLong(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  for (let left = ms; left > 0 && !signal.aborted; left -= LONGEST_TIMER_MS)
    await clock.sleep(Math.min(left, LONGEST_TIMER_MS), signal);
}

/** Waits until the time is over; throws if the run is ended first. */
export async function sleep(run: Run, ms: number): Promise<void> {
  await sleepLong(run.clock, ms, run.signal);
  run.signal.throwIfAborted();
}

/** What `work` resolves with, or undefined if that takes longer than `ms`; throws if the run is ended first. */
export async function within<T>(run: Run, ms: number, work: Promise<T>): Promise<T | undefined> {
  const settled = new AbortController();
  run.signal.addEventListener('abort', () => settled.abort(), { signal: settled.signal });
  try {
    const late = sleepLong(run.clock, ms, settled.signal).then(() => undefined);
    const first = await Promise.race([work, late]);
    run.signal.throwIfAborted();
    return first;
  } finally {
    settled.abort();
  }
}
