import type { RequestCounted } from './counting/requests';
import { costOf } from './prices';
import { SECONDS_OF_MONTH } from './standing';

export interface RequestsCost {
  writeUnits: number;
  dollars: Record<'writes' | 'kept', number>;
}

/** Of what a request leaves in the table; a head is kept within this. */
const GB_OF_A_RECORD = 1_024 / 1e9;
/** A day, and as long again until DynamoDB has deleted it. Assumed. */
const KEPT_SECONDS = 2 * 86_400;

/** So many requests of the kind that was counted. */
export function requestsCost(
  requests: number,
  { writes, writeUnits }: RequestCounted,
): RequestsCost {
  const gbMonths = writes > 0 ? (requests * GB_OF_A_RECORD * KEPT_SECONDS) / SECONDS_OF_MONTH : 0;
  return {
    writeUnits: requests * writeUnits,
    dollars: {
      writes: costOf('writeUnit', requests * writeUnits),
      kept: costOf('tableGbMonth', gbMonths) + costOf('recoveryGbMonth', gbMonths),
    },
  };
}
