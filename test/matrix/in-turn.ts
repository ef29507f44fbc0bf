import { approved, type Course, forward } from './courses';
import { faultNamed } from './faults';
import type { Scenario } from './scenarios';
import { digest, sample } from './select';

/** Whole scenarios of a run in CI, besides each state once. */
const CI_SAMPLE = 2;

/**
 * What CI has time for: each state is struck once, all that one upgrade comes to in one upgrade, by the faults after
 * which it goes on; and a sample of all other scenarios. Both move on from commit to commit.
 */
export function forCi(all: Scenario[], commit: string): Scenario[] {
  const once = inTurn(all, commit);
  const struck = new Set(once.flatMap(({ strikes }) => strikes));
  const others = all.filter(({ strikes: [strike] }) => !struck.has(strike));
  return [...once, ...sample(others, CI_SAMPLE, commit)];
}

/** Of each state the scenario whose turn it is, those of one course together. */
function inTurn(all: Scenario[], commit: string): Scenario[] {
  const survived = all.filter(
    ({ strikes: [{ fault }] }) => faultNamed(fault).ending === 'as-planned',
  );
  const turn = digest(commit);
  const chosen = unique(survived.map(stateOf)).flatMap((state, place) => {
    const its = survived.filter((scenario) => stateOf(scenario) === state);
    return its[(turn + place) % its.length] ?? [];
  });
  return unique(chosen.map(courseFor)).map((course) => {
    const [first, ...more] = chosen.filter((each) => courseFor(each) === course);
    if (!first) throw new Error(`No scenario goes ${course.name}`);
    const strikes: Scenario['strikes'] = [first.strikes[0], ...more.map((each) => each.strikes[0])];
    return { name: `every state, ${course.name}`, course, strikes };
  });
}

const stateOf = ({ strikes: [{ state }] }: Scenario): string => state;

/** An upgrade that is approved of comes to all that one which goes straight forward comes to. */
const courseFor = ({ course }: Scenario): Course => (course === forward ? approved : course);

const unique = <T>(values: T[]): T[] => [...new Set(values)];
