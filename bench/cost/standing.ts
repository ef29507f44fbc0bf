import type { StandingStill } from './counting/standing-still';
import { costOf } from './prices';
import { HOURS_OF_MONTH } from './task';

export const SECONDS_OF_MONTH = HOURS_OF_MONTH * 3_600;

export interface StandingCost {
  readUnits: number;
  writeUnits: number;
  dollars: Record<'reads' | 'writes' | 'alarms' | 'dashboard', number>;
}

/** Metrics in the alarm on server errors: those of the targets, those of the balancer, all requests. */
const METRICS_OF_ERRORS = 3;

/** A month in which nothing happens. */
export function standingCost({
  instances,
  seconds,
  readUnits,
  writeUnits,
}: StandingStill): StandingCost {
  const months = SECONDS_OF_MONTH / seconds;
  return {
    readUnits: readUnits * months,
    writeUnits: writeUnits * months,
    dollars: {
      reads: costOf('readUnit', readUnits * months),
      writes: costOf('writeUnit', writeUnits * months),
      // One on server errors, and one an instance on its healthy nodes.
      alarms: costOf('alarmMonth', METRICS_OF_ERRORS + instances),
      dashboard: costOf('dashboardMonth', 1),
    },
  };
}
