import type { Retrier } from './definition';
import { matches } from './failure';

/** Counts a task's attempts, for each retrier on its own. */
export class Retries {
  private readonly attempts = new Map<Retrier, number>();

  constructor(
    private readonly retriers: Retrier[],
    private readonly random: () => number,
  ) {}

  /** Milliseconds to wait before the next attempt; undefined if there is to be none. */
  next(error: string): number | undefined {
    const retrier = this.retriers.find(({ ErrorEquals }) => matches(ErrorEquals, error));
    if (!retrier) return undefined;
    const attempt = this.attempts.get(retrier) ?? 0;
    if (attempt >= retrier.MaxAttempts) return undefined;
    this.attempts.set(retrier, attempt + 1);
    const seconds = Math.min(
      retrier.IntervalSeconds * retrier.BackoffRate ** attempt,
      retrier.MaxDelaySeconds ?? Infinity,
    );
    return 1000 * seconds * (retrier.JitterStrategy === 'FULL' ? this.random() : 1);
  }
}
