import type { UpdateOptions } from '../../core/update';
import type { AlarmsOptions } from '../deployment/alarms';
import { shopFile } from '../deployment/releases';
import type { Drill } from './evidence';

/** What the roll-back drill can install in the place of release 2. */
export type BadRelease = 'errors' | 'slow' | 'exits';

/** Path of the script that the component `orders` runs at that release. */
export const drillFile = (bad: BadRelease): string => shopFile(`release-bad/${bad}.ts`);

const FIRST_SHARE_PERCENT = 10;
const firstShare = FIRST_SHARE_PERCENT / 100;

export const drills: Record<BadRelease, Drill> = {
  errors: {
    does: 'is healthy, and answers every new request with 500',
    error: 'AlarmTripped',
    failure: 'HTTP 500 PriceUnknown',
    firstShare,
  },
  slow: {
    does: 'is healthy, and takes three seconds for every price',
    error: 'AlarmTripped',
    failure: undefined,
    firstShare,
  },
  exits: {
    does: 'exits as soon as it is started',
    error: 'RolloutFailed',
    failure: undefined,
    firstShare,
  },
};

/** It bakes at its first share for longer than any alarm needs. */
export const drillOptions: Partial<UpdateOptions> = {
  firstSharePercent: FIRST_SHARE_PERCENT,
  bakeSeconds: 120,
};

/**
 * The product's own alarms, in seconds instead of minutes: a period is 5 s, where CloudWatch has 60 s. On a busy machine
 * everything is slow, so what is slow alarms only where that is the matter.
 */
export const drillAlarms = (bad: BadRelease): AlarmsOptions => ({
  periodSeconds: 5,
  ...(bad === 'slow' && { slowResponseSeconds: 2 }),
});
