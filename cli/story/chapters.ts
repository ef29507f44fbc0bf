import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { messageOf } from '../../core/cause';
import { sayResult } from './results';

/** A task state that an upgrade went through: all its looks, one after the other, are one chapter. */
export interface Chapter {
  state: string;
  instance: string | undefined;
  from: Date;
  /** When it was left; of one that goes on, when its newest event was. */
  to: Date;
  /** How often its Lambda answered. */
  looks: number;
  /** What its last answer says. */
  says: string | undefined;
  /** Each attempt that failed. */
  problems: string[];
}

/** The history of an execution of the state machine, as chapters. */
export function chaptersIn(events: HistoryEvent[]): Chapter[] {
  const chapters: Chapter[] = [];
  for (const event of events) {
    const at = event.timestamp ?? new Date(0);
    const last = chapters.at(-1);
    if (last && event.type !== 'TaskStateEntered') last.to = at;
    if (event.type === 'TaskStateEntered') {
      const state = event.stateEnteredEventDetails?.name ?? '';
      if (last) last.to = at;
      if (last?.state !== state) chapters.push(begin(state, at));
    } else if (last) goOn(last, event);
  }
  return chapters;
}

function goOn(chapter: Chapter, event: HistoryEvent): void {
  const failed = event.taskFailedEventDetails ?? event.taskTimedOutEventDetails;
  if (failed) chapter.problems.push(problem(failed));
  if (event.type === 'TaskScheduled')
    chapter.instance ??= instanceIn(event.taskScheduledEventDetails?.parameters);
  if (event.type === 'TaskSucceeded') chapter.looks += 1;
  if (event.type === 'TaskStateExited')
    chapter.says = sayResult(chapter.state, event.stateExitedEventDetails?.output);
}

const begin = (state: string, at: Date): Chapter => ({
  state,
  instance: undefined,
  from: at,
  to: at,
  looks: 0,
  says: undefined,
  problems: [],
});

const problem = ({ error, cause }: { error?: string; cause?: string } = {}): string =>
  `${error ?? 'It failed'}: ${messageOf(cause)}`;

function instanceIn(parameters = '{}'): string | undefined {
  const { Payload } = JSON.parse(parameters) as { Payload?: { instance?: { name?: string } } };
  return Payload?.instance?.name;
}
