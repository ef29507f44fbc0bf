import type { Result } from '../core/execution';
import type { Ending, Run } from './execution/run';
import type { State } from './state';

/** Counts how a run has ended here. `moved`: others had begun it. */
export function countEnding(
  counts: State['counts'],
  run: Run,
  ending: Ending,
  moved: boolean,
): void {
  switch (ending.kind) {
    case 'finished': {
      const failed = hasFailed(ending.result) ? 1 : 0;
      counts.finished += 1;
      counts.failed += failed;
      if (!moved) return;
      counts.movedFinished += 1;
      counts.movedFailed += failed;
      return;
    }
    case 'parked':
      counts.parked += 1;
      if (run.head?.parkedBy?.translatedFrom) counts.translated += 1;
      return;
    case 'lost':
      counts.fenced += 1;
      return;
    case 'diverged':
      counts.failedHandovers += 1;
      return;
    case 'broken':
  }
}

/** What a service refuses, with a status of its own below 500, is an answer like any other. */
const hasFailed = (result: Result): boolean => !result.ok && (result.error.status ?? 500) >= 500;
