/** How often a call is made before it is given up; each attempt that failed is followed by a pause of under a second. */
export const ATTEMPTS = 4;

/** An attempt ends after so long without an answer, its connection included. */
export const ATTEMPT_MS = 5_000;

const CONNECTION_MS = 2_000;

/**
 * How AWS is asked, by upgrades and deployments alike. A call that is never answered is given up after some 20 s, a
 * third of a Lambda's 60 s. So whatever a Lambda changes right after a proof that it holds the lock has landed, or never
 * will, before a successor has waited for one Lambda's time, also where the Lambda is stopped in the middle. The first
 * call that is given up ends the Lambda, with an error that the state machine tries again; only several in a row that
 * are all answered at the last moment outlast it, and then Lambda ends it, which is tried again as well.
 *
 * `attemptMs`: default 5,000.
 */
export const clientOptions = (attemptMs = ATTEMPT_MS) => ({
  // Throttled once, it asks more slowly from then on.
  retryMode: 'adaptive',
  maxAttempts: ATTEMPTS,
  requestHandler: {
    connectionTimeout: Math.min(CONNECTION_MS, attemptMs),
    requestTimeout: attemptMs,
    throwOnRequestTimeout: true,
    // An answer may also begin, and not end.
    socketTimeout: attemptMs,
  },
});
