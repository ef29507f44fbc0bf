import fc from 'fast-check';
import { anyStorm } from '../support/storm';
import { type Wish, anyWishes } from './any-edits';
import { anyTree } from './any-tree';
import type { Tree } from './tree';
import { type Version, versionsOf } from './versions';

type Storm = typeof anyStorm extends fc.Arbitrary<infer It> ? It : never;

/** One owner's share: until it is to park after so many writes, or is cut off. */
export interface Turn {
  version: number;
  until: 'parked' | 'cut off';
  after: number;
}

/** A program in its versions, how it is moved between them, and what befalls its requests to the store. */
export interface Scenario {
  versions: [Version, ...Version[]];
  turns: Turn[];
  /** The version of the last owner, which runs it to its end. */
  last: number;
  storm: Storm;
}

/** As long calm after each: one that strikes every request would have no end. */
const lull = (storm: Storm): Storm => [...storm, ...storm.map(() => undefined)];

const anyVersion = fc.nat(999);

const anyTurn = fc.record<Turn>({
  version: anyVersion,
  until: fc.constantFrom('parked', 'parked', 'cut off'),
  after: fc.integer({ min: 0, max: 5 }),
});

const anyWished: fc.Arbitrary<{
  tree: Tree;
  wishes: Wish[][];
  turns: Turn[];
  last: number;
  storm: Storm;
}> = fc.record({
  tree: anyTree,
  wishes: fc.array(anyWishes, { minLength: 1, maxLength: 2 }),
  turns: fc.array(anyTurn, { minLength: 1, maxLength: 4 }),
  last: anyVersion,
  // Every other one in calm weather: that takes less time.
  storm: fc.oneof(fc.constant<Storm>([]), anyStorm.map(lull)),
});

/** The same at each call. */
export function scenarioOf(seed: number): Scenario {
  const [wished] = fc.sample(anyWished, { seed, numRuns: 1 });
  if (!wished) throw new Error('One was asked for');
  const { tree, wishes, turns, last, storm } = wished;
  const versions = versionsOf(tree, wishes);
  const one = (pick: number) => pick % versions.length;
  return {
    versions,
    turns: turns.map((turn) => ({ ...turn, version: one(turn.version) })),
    last: one(last),
    storm,
  };
}
