import { setImmediate as turn } from 'node:timers/promises';
import { ManualClock } from '../../../test/support/manual-clock';

/** How often the event loop turns until nothing more comes of what has been woken. */
const TURNS = 3;

/**
 * A time that jumps to the next who waits as soon as nothing else is under way: what is done in it is exactly what the
 * waits ask for, however slow the machine is. `busy`: something is under way whose end does not depend on this time.
 */
export const virtualTime = (busy: () => boolean): ManualClock =>
  new ManualClock(async () => {
    do for (let turns = 0; turns < TURNS; turns++) await turn();
    while (busy());
  });
