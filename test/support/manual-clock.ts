import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../core/clock';

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  private time = Date.parse('2026-01-01T00:00:00Z');
  private readonly sleepers = new Set<{ due: number; wake: () => void }>();

  /** `settle`: lets whoever is awake do all they can. */
  constructor(private readonly settle: () => Promise<unknown> = () => turn()) {}

  now(): number {
    return this.time;
  }

  elapsed(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        this.sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { due: this.time + ms, wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  /** How many still sleep. */
  get asleep(): number {
    return this.sleepers.size;
  }

  /** Wakes those whose time comes within `ms`, each at its time, and lets each do all it can. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    await this.settle();
    for (;;) {
      const [next] = [...this.sleepers].sort((a, b) => a.due - b.due);
      if (!next || next.due > until) break;
      this.time = next.due;
      next.wake();
      await this.settle();
    }
    this.time = until;
  }

  /** Jumps from one sleeper to the next until `done`. */
  async runUntil(done: () => boolean): Promise<void> {
    for (await this.settle(); !done(); await this.settle()) {
      const [next] = [...this.sleepers].sort((a, b) => a.due - b.due);
      if (!next) throw new Error('Nothing is left that could happen');
      this.time = next.due;
      next.wake();
    }
  }
}
