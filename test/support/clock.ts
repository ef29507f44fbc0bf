import { type Clock, systemClock } from '../../core/clock';

/**
 * Everything that is waited for is over so many times sooner: for what the code counts in seconds and a test cannot
 * wait for. The time of day is the real one, so that such a node gets on with others.
 */
export const fastClock = (times: number): Clock => ({
  now: () => systemClock.now(),
  elapsed: () => systemClock.elapsed() * times,
  sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
});

/** A time that stands still until it is told to go on; real sleeps, so that loops go on turning. */
export function standingClock(): Clock & { advance(ms: number): void } {
  let time = 0;
  return {
    ...systemClock,
    elapsed: () => time,
    advance: (ms) => void (time += ms),
  };
}

/** A time that can be told to jump ahead; real sleeps, so that loops go on turning. */
export function movableClock(): Clock & { advance(ms: number): void } {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    elapsed: () => systemClock.elapsed() + ahead,
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    advance: (ms) => void (ahead += ms),
  };
}
