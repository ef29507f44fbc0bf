/**
 * How a state that awaits something goes round: its Lambda looks, and says how long to wait before it looks again.
 * Time is counted in the seconds that the state machine was told to wait: never more than have passed, and no two
 * clocks are compared. What a Lambda returns is what it is given at its next look.
 */
export interface Waiting {
  /** Seconds waited before this look. */
  waited: number;
  /** Seconds to wait before the next one; 0 when done. */
  waitSeconds: number;
}

const LONGEST_WAIT_SECONDS = 3_600;

/** Seconds waited up to now; `before` is what the last look returned, if there was one. */
export const secondsWaited = ({ waited = 0, waitSeconds = 0 }: Partial<Waiting>): number =>
  waited + waitSeconds;

/**
 * Waits that grow with what has been waited: soon after the change every second, later an eighth of what was waited,
 * at most an hour. So a look is never late by much, and days of waiting fit into one execution's history.
 */
export const nextWait = (waited: number): number =>
  Math.min(LONGEST_WAIT_SECONDS, 1 + Math.floor(waited / 8));
