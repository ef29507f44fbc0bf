import { type Census, recordOf } from './census';
import { type Sightings, hasMovedSince } from './sightings';

/**
 * No node of an instance has seen a request for longer than any may still be on its way, and each has said so since
 * the instance's weight was set to 0. Only this tells that a weight has reached everywhere: the API's word does not.
 * A task without a record has said nothing; whoever knows that it cannot leaves it out of the census.
 */
export const allQuiet = (
  census: Census,
  sightings: Sightings,
  weightlessSince: number,
  propagationSeconds: number,
): boolean =>
  census.tasks.every(({ slot }) => {
    const quietForMs = recordOf(census, slot)?.quietForMs ?? 0;
    return (
      quietForMs > propagationSeconds * 1000 && hasMovedSince(sightings[slot], weightlessSince)
    );
  });

/** After so long a request that still comes in is no longer waited for: a draining node answers it too. */
export const longestQuietWait = (propagationSeconds: number): number => 3 * propagationSeconds + 10;
