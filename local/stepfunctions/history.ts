import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import type { Clock } from '../../core/clock';
import type { EventDetails } from './run';
import { type Wire, seconds } from './wire';

/** AWS ends an execution that would need more events than this. */
export const HISTORY_LIMIT = 25_000;

export class HistoryFull extends Error {}

/** These stand outside the chain of previous events. */
const unchained: HistoryEventType[] = ['ExecutionStarted', 'ExecutionAborted', 'ExecutionTimedOut'];

/** What has happened to an execution, as GetExecutionHistory tells it. */
export class History {
  readonly events: Wire<HistoryEvent>[] = [];
  private last = 0;

  constructor(private readonly clock: Clock) {}

  /** Appends an event and gives its number. Throws HistoryFull when only the event that ends the execution has room. */
  add(type: HistoryEventType, details: EventDetails): number {
    if (this.events.length >= HISTORY_LIMIT - 1 && !type.startsWith('Execution'))
      throw new HistoryFull();
    const id = this.events.length + 1;
    const chained = !unchained.includes(type);
    this.events.push({
      ...details,
      id,
      type,
      timestamp: seconds(this.clock.now()),
      previousEventId: chained ? this.last : 0,
    });
    if (chained) this.last = id;
    return id;
  }
}
