import { createHash } from 'node:crypto';
import type { Scenario } from './scenarios';

/** The scenarios, or those of the states, or with the faults, of these names. Throws at a name that there is not. */
export function named(all: Scenario[], names: string[]): Scenario[] {
  const isMeant = ({ name, strikes }: Scenario, wanted: string) =>
    name === wanted || strikes.some(({ state, fault }) => [state, fault].includes(wanted));
  for (const wanted of names)
    if (!all.some((scenario) => isMeant(scenario, wanted)))
      throw new Error(`There is no scenario, state or fault "${wanted}". See --list.`);
  return all.filter((scenario) => names.some((wanted) => isMeant(scenario, wanted)));
}

/** So many of them, always the same for one seed. */
export const sample = (all: Scenario[], size: number, seed: string): Scenario[] =>
  all
    .map((scenario) => ({ scenario, place: digest(`${seed} ${scenario.name}`) }))
    .sort((one, other) => one.place - other.place)
    .slice(0, size)
    .map(({ scenario }) => scenario);

/** A number of 32 bits, always the same for one text. */
export const digest = (text: string): number =>
  createHash('sha256').update(text).digest().readUInt32BE();
