import type { Clock } from '../../core/clock';

/** Does something whose signal aborts once its time is over, or once whoever has it done ends it. */
export async function within<T>(
  ms: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const ends = AbortSignal.any([signal, over.signal]);
  void clock.sleep(ms, ends).then(() => over.abort());
  try {
    return await work(ends);
  } finally {
    over.abort();
  }
}
