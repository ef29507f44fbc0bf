import { type Clock, systemClock } from '../../core/clock';

/** The real time, so many times as fast: for what the code counts in seconds and a test cannot wait for. */
export function fastClock(times: number): Clock {
  const start = systemClock.now();
  const elapsed = () => systemClock.elapsed() * times;
  const origin = elapsed();
  return {
    elapsed,
    now: () => Math.round(start + elapsed() - origin),
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  };
}

/** A time that goes on only when told to; real sleeps, so that loops go on turning. */
export function movableClock(): Clock & { advance(ms: number): void } {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    elapsed: () => systemClock.elapsed() + ahead,
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    advance: (ms) => void (ahead += ms),
  };
}
