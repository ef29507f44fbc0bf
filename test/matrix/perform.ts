import { once } from 'node:events';
import { carryOut, type Finding } from './carry-out';
import type { Result } from './results';
import type { Scenario } from './scenarios';
import { openStage, type Stage } from './stage';

export interface PerformOptions {
  commit: string;
  /** How many are carried out side by side, each on a cluster of its own. */
  atOnce: number;
  /** Ends everything; the scenarios that are under way then have no result. */
  signal: AbortSignal;
  onResult(this: void, result: Result): void;
}

/** Carries the scenarios out. Whatever was started has ended when this settles. */
export async function perform(scenarios: Scenario[], options: PerformOptions): Promise<void> {
  const waiting = [...scenarios];
  const performers = Array.from({ length: options.atOnce }, () => performAll(waiting, options));
  const ended = await Promise.allSettled(performers);
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
}

/** One after the other, until none is waiting any more. */
async function performAll(
  waiting: Scenario[],
  { commit, signal, onResult }: PerformOptions,
): Promise<void> {
  let stage: Stage | undefined;
  const interrupted = once(signal, 'abort').then(() => undefined);
  try {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      stage ??= await openStage();
      if (signal.aborted) return;
      const begun = performance.now();
      const finding = await Promise.race([attempt(next, stage, signal), interrupted]);
      if (!finding) return;
      const seconds = Math.round((performance.now() - begun) / 1_000);
      const at = new Date().toISOString();
      onResult({ scenario: next.name, commit, at, seconds, ...finding });
      // It may not be as the next scenario must find it.
      if (finding.violations.length > 0) {
        await stage.close();
        stage = undefined;
      }
    }
  } finally {
    await stage?.close();
  }
}

/** That it cannot be carried to its end is a violation. */
async function attempt(scenario: Scenario, stage: Stage, signal: AbortSignal): Promise<Finding> {
  const over = new AbortController();
  try {
    return await carryOut(scenario, stage, AbortSignal.any([signal, over.signal]));
  } catch (error) {
    const violations = [`it broke off: ${String(error)}`];
    return { endings: [], requests: 0, effects: 0, moments: 0, violations };
  } finally {
    over.abort();
  }
}
