import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';
import type { StateVisit, UpgradeLog } from '../evidence';

/** So many of the newest events are read at a time: more than happen between two looks. */
const PAGE = 50;

/** Follows the history of one execution of the state machine, reading only what is new. */
export class ExecutionHistory {
  private readonly events: HistoryEvent[] = [];

  constructor(
    private readonly client: SFNClient,
    private readonly executionArn: string,
  ) {}

  async look(): Promise<void> {
    const known = this.events.at(-1)?.id ?? 0;
    const fresh: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.client.send(
        new GetExecutionHistoryCommand({
          executionArn: this.executionArn,
          reverseOrder: true,
          maxResults: PAGE,
          nextToken,
        }),
      );
      fresh.push(...(page.events ?? []).filter(({ id = 0 }) => id > known));
      nextToken = fresh.at(-1)?.id === known + 1 ? undefined : page.nextToken;
    } while (nextToken !== undefined);
    this.events.push(...fresh.reverse());
  }

  /** Surely holds the lock: it is past `Acquire lock`, was not refused, and has not begun to release it. */
  get holdsLock(): boolean {
    const entered = (name: string) =>
      this.events.some(({ stateEnteredEventDetails: entry }) => entry?.name === name);
    return afterTheLock.some(entered) && !entered('Release lock');
  }

  /** The rehearsal that is over, if there was one. */
  get rehearsal(): UpgradeLog['rehearsal'] {
    for (const { type, timestamp, stateExitedEventDetails: exit } of this.events) {
      if (type !== 'TaskStateExited' || exit?.name !== 'Rehearse') continue;
      const { id } = JSON.parse(exit.output ?? '{}') as { id?: string };
      const visit = this.visits.find(({ name }) => name === 'Rehearse');
      if (id !== undefined && visit?.instance !== undefined)
        return { id, instance: visit.instance, at: timestamp?.getTime() ?? 0 };
    }
    return undefined;
  }

  get visits(): StateVisit[] {
    return visitsIn(this.events);
  }
}

const afterTheLock = ['Plan upgrade', 'Wait for the former upgrade'];

/**
 * The task states passed through. One that looks again and again, with choices and waits between its looks, is one
 * visit from its first look to its last; one that goes on has not ended yet: its `to` is the newest event.
 */
export function visitsIn(events: HistoryEvent[]): StateVisit[] {
  const visits: StateVisit[] = [];
  for (const event of events) {
    const at = event.timestamp?.getTime() ?? 0;
    const last = visits.at(-1);
    if (last && event.type !== 'TaskStateEntered') last.to = at;
    if (event.type === 'TaskStateEntered') {
      const name = event.stateEnteredEventDetails?.name ?? '';
      if (last) last.to = at;
      if (last?.name !== name) visits.push({ name, instance: undefined, from: at, to: at });
    }
    if (event.type === 'TaskScheduled') {
      const visit = visits.at(-1);
      if (visit) visit.instance ??= instanceIn(event.taskScheduledEventDetails?.parameters);
    }
  }
  return visits;
}

function instanceIn(parameters = '{}'): string | undefined {
  const { Payload } = JSON.parse(parameters) as { Payload?: { instance?: { name?: string } } };
  return Payload?.instance?.name;
}
