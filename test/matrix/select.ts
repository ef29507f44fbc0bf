import { createHash } from 'node:crypto';
import { faultNames } from './faults';
import type { Scenario } from './scenarios';

/** The scenarios, or those of the states, or with the faults, of these names. Throws at a name that there is not. */
export function named(all: Scenario[], names: string[]): Scenario[] {
  const isMeant = ({ name, state, fault }: Scenario, wanted: string) =>
    [name, state, fault].includes(wanted);
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

/** Of a run in CI, besides one of each state. */
const CI_SAMPLE = 2;

/** Each state once, with a fault that moves on from commit to commit, and a few others. */
export function forCi(all: Scenario[], commit: string): Scenario[] {
  const turn = digest(commit);
  const states = [...new Set(all.map(({ state }) => state))];
  const faultOf = (state: string) =>
    faultNames[(turn + states.indexOf(state)) % faultNames.length] ?? '';
  const once = all.filter(({ state, fault }) => fault === faultOf(state));
  const others = all.filter((scenario) => !once.includes(scenario));
  return [...once, ...sample(others, CI_SAMPLE, commit)];
}

const digest = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE();
