import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestCounted } from './counting/requests';
import type { StandingStill } from './counting/standing-still';

/** What was counted on the real runtime. */
export interface Counts {
  /** By which it was. */
  command: string;
  standingStill: StandingStill[];
  requests: RequestCounted[];
  /** One execution, from one instance to another. */
  move: { readUnits: number; writeUnits: number };
}

export const readCounts = (): Counts =>
  JSON.parse(readFileSync(join(__dirname, 'counts.json'), 'utf8')) as Counts;
