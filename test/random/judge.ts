import { writtenBy } from '../../core/execution';
import type { StoredCheckpoint } from '../../store/executions';
import { wrongCounts, wrongIn, wrongKeys } from './effects';
import { expectedOf } from './expected';
import type { Effect } from './interpret';
import { occurrences } from './occurrences';
import type { Passed, Share } from './pass-on';
import { type Progress, type Place, moved } from './progress';
import { readAs } from './recorded';
import type { Scenario } from './scenario';
import { isSame } from './values';
import { type Version, nameOf } from './versions';

/** What was not as it must be, of a program that has been passed on. */
export function violationsOf({ versions }: Scenario, passed: Passed): string[] {
  const { shares, result, resultLater, troubles, late } = passed;
  const first = shares[0]?.version ?? 0;
  const course = new Course(versions, first);
  shares.forEach((share, turn) => course.follow(share, `turn ${turn + 1}`));

  const last = shares.at(-1);
  const expected = expectedOf(versions[last?.version ?? 0]?.tree ?? [], course.atEnd);
  const wrong = [...course.wrong, ...troubles.map(String)];
  if (last?.how !== 'finished') return [...wrong, `it was ${last?.how} at last`];
  if (!isSame(result, expected))
    wrong.push(`the result is ${JSON.stringify(result)} instead of ${JSON.stringify(expected)}`);
  if (!isSame(result, resultLater)) wrong.push('its result has changed afterwards');
  const effects = shares.flatMap((share) => share.effects);
  return [...wrong, ...wrongKeys([...effects, ...late]), ...wrongCounts(shares, versions)];
}

/** Follows an execution from owner to owner, and knows at each what there must be of it. */
class Course {
  readonly wrong: string[] = [];
  /** What the last owner had, in its own words. */
  atEnd: Progress = new Map();
  #place: Place = { progress: new Map(), hidden: new Map() };
  /** Steps that were cut off and have not been done again. */
  readonly #cutOff = new Set<string>();

  constructor(
    private readonly versions: Version[],
    /** In whose words the record is. */
    private words: number,
  ) {}

  follow(share: Share, turn: string): void {
    const { version, how, effects, owned, left } = share;
    const where = `${turn}, version ${nameOf(version)}`;
    const wrong = (whats: string[]) => this.wrong.push(...whats.map((what) => `${where}: ${what}`));
    const tree = this.#tree(version);

    const start = this.#moved(this.words, version);
    const begun = start.progress;
    const hasWritten = wordsOf(owned) === version;
    const now = hasWritten ? this.#read(owned) : begun;
    this.atEnd = now;
    wrong(lostOf(begun, now));
    wrong(wrongIn(effects, tree, begun, now));
    wrong(inventedIn(now, begun, share, tree));
    if (how === 'parked' || how === 'finished') wrong(unrecordedOf(effects, now));
    for (const { step } of effects) this.#cutOff.add(step);
    for (const step of now.keys()) this.#cutOff.delete(step);

    if (how === 'finished' || how === 'parked')
      wrong([...this.#cutOff].map((step) => `${step} was cut off, and not done again at first`));
    if (how === 'finished') {
      const missing = occurrences(tree).filter(
        ({ key }) => !/^(did|supplied)$/.test(now.get(key) ?? ''),
      );
      wrong(missing.map(({ key }) => `it has finished without ${key}`));
    }
    if (!hasWritten && wordsOf(left) === this.words) return this.#demand(left, where);
    this.#place = { progress: now, hidden: start.hidden };
    this.words = version;
    if (how === 'parked') {
      this.#place = this.#moved(version, wordsOf(left));
      this.words = wordsOf(left);
    }
    this.#demand(left, where);
  }

  /** The record is found as it must be. */
  #demand(left: StoredCheckpoint, where: string): void {
    const found = this.#read(left);
    if (wordsOf(left) === this.words && isSame(sorted(found), sorted(this.#place.progress))) return;
    const words = (version: number) => `in the words of version ${nameOf(version)}`;
    this.wrong.push(
      `${where}: it left ${told(found)} ${words(wordsOf(left))} instead of ${told(this.#place.progress)} ${words(this.words)}`,
    );
  }

  #tree(version: number) {
    return this.versions[version]?.tree ?? [];
  }

  #read(checkpoint: StoredCheckpoint): Progress {
    const { progress, wrong } = readAs(this.#tree(wordsOf(checkpoint)), checkpoint.outcomes);
    this.wrong.push(...wrong);
    return progress;
  }

  #moved(from: number, to: number): Place {
    const { progress, hidden, forgotten } = moved(this.#place, this.versions, from, to);
    for (const { key, demands } of forgotten)
      if (this.#cutOff.delete(key) && demands)
        this.wrong.push(`${key} was cut off, and forgotten before it was done again`);
    return { progress, hidden };
  }
}

const wordsOf = (checkpoint: StoredCheckpoint): number => Number(writtenBy(checkpoint)) - 1;

const sorted = (progress: Progress) => [...progress].toSorted();
const told = (progress: Progress) => JSON.stringify(Object.fromEntries(sorted(progress)));

/** What there was and is no more. */
const lostOf = (before: Progress, now: Progress): string[] =>
  [...before]
    .filter(([key, met]) => now.get(key) !== met && !(met === 'begun' && now.get(key) === 'did'))
    .map(([key, met]) => `${key} was ${met}, and then ${now.get(key) ?? 'nothing'}`);

const unrecordedOf = (effects: Effect[], now: Progress): string[] =>
  effects
    .filter(({ step }) => !now.has(step))
    .map(({ step }) => `${step} was done and is not recorded`);

/** What is recorded as done that nobody has done. */
function inventedIn(now: Progress, before: Progress, { effects }: Share, tree: Version['tree']) {
  const waits = occurrences(tree).filter(({ leaf }) => leaf.kind === 'wait');
  return [...now.keys()]
    .filter((key) => !before.has(key) && !waits.some((wait) => wait.key === key))
    .filter((key) => !effects.some(({ step }) => step === key))
    .map((key) => `${key} is recorded and was not done`);
}
