import { setTimeout as sleep } from 'node:timers/promises';
import { rollThrough } from './rolling';
import type { Strategy } from './strategy';

const LOOK_EVERY_MS = 250;

/** For comparison: waits until the load balancer has no request left with the instance, or the deadline is over. */
export const drainOnly: Strategy = {
  deployment: { plain: true, deregistrationDelaySeconds: 0, stopTimeoutSeconds: 2 },
  start: (surroundings) =>
    Promise.resolve(
      rollThrough(
        surroundings,
        async ({ targetGroupArn }, { cloud, propagationSeconds, deadlineSeconds, signal }) => {
          const deadline = performance.now() + deadlineSeconds * 1_000;
          // Until then requests may still be sent to it.
          await sleep(propagationSeconds * 1_000, undefined, { signal });
          while (cloud.loadBalancing.inFlight(targetGroupArn) > 0 && performance.now() < deadline)
            await sleep(LOOK_EVERY_MS, undefined, { signal });
        },
      ),
    ),
};
