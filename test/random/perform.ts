import { setTimeout as delay } from 'node:timers/promises';
import { randomIds } from '../../core/ids';
import type { Table } from '../../store/client';
import { unleash } from '../support/storm';
import type { TestStore } from '../support/store';
import { violationsOf } from './judge';
import { type Passed, type Share, passOn } from './pass-on';
import { type Scenario, scenarioOf } from './scenario';

export interface Performance {
  seed: number;
  scenario: Scenario;
  shares: Share[];
  /** Undefined: it has not come to an end. */
  passed?: Passed;
  violations: string[];
}

/** Far more than the slowest takes. */
const PATIENCE_MS = 60_000;

/** Runs the program of a seed, and judges. `table`: by which it reaches the store, impatiently. */
export async function perform(store: TestStore, table: Table, seed: number): Promise<Performance> {
  const scenario = scenarioOf(seed);
  const shares: Share[] = [];
  const id = randomIds.next();
  const calm = unleash(store, id, scenario.storm);
  const over = new AbortController();
  const late = delay(PATIENCE_MS, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    const passed = await Promise.race([passOn(table, scenario, id, shares), late]);
    if (!passed) return { seed, scenario, shares, violations: ['it does not come to an end'] };
    return { seed, scenario, shares, passed, violations: violationsOf(scenario, passed) };
  } catch (error) {
    return { seed, scenario, shares, violations: [String(error)] };
  } finally {
    over.abort();
    calm();
  }
}
