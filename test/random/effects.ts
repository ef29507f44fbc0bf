import type { Effect } from './interpret';
import { isAfter, occurrences } from './occurrences';
import type { Share } from './pass-on';
import type { Progress } from './progress';
import type { Tree } from './tree';
import type { Version } from './versions';

/** What one owner has done that it must not: again, too soon, or of another version. `now`: what was then recorded. */
export function wrongIn(effects: Effect[], tree: Tree, begun: Progress, now: Progress): string[] {
  const all = occurrences(tree);
  const done = new Set(begun.keys());
  return effects.flatMap(({ step }) => {
    const it = all.find(({ key }) => key === step);
    if (!it) return `${step} was done, which this version has not`;
    if (done.has(step)) return `${step} was done again`;
    done.add(step);
    return all
      .filter((other) => isAfter(it, other))
      .filter(
        ({ key, leaf }) => now.get(key) === undefined || !(leaf.kind === 'wait' || done.has(key)),
      )
      .map(({ key }) => `${step} was done before ${key} was over`);
  });
}

/** A step has one key, whatever it is named, and no other step has that. */
export function wrongKeys(effects: Effect[]): string[] {
  const keys = new Map<string, Set<string>>();
  const steps = new Map<string, Set<string>>();
  for (const { step, idempotencyKey } of effects) {
    keys.set(step, (keys.get(step) ?? new Set()).add(idempotencyKey));
    steps.set(idempotencyKey, (steps.get(idempotencyKey) ?? new Set()).add(step));
  }
  const several = [...keys].filter(([, its]) => its.size > 1);
  const shared = [...steps.values()].filter((its) => its.size > 1);
  return [
    ...several.map(([step]) => `${step} was done with several keys`),
    ...shared.map((its) => `${[...its].join(' and ')} were done with one key`),
  ];
}

/** What all versions have that ran is done once; what was cut off, once more for each time. */
export function wrongCounts(shares: Share[], versions: Version[]): string[] {
  const ran = [...new Set(shares.map(({ version }) => version))];
  const keysOf = (version: number) =>
    occurrences(versions[version]?.tree ?? []).flatMap(({ leaf, key }) =>
      leaf.kind === 'wait' ? [] : [key],
    );
  const [first = [], ...others] = ran.map(keysOf);
  const cutOffs = shares.filter(({ how }) => how === 'cut off').length;
  return first
    .filter((key) => others.every((keys) => keys.includes(key)))
    .flatMap((key) => {
      const count = shares
        .flatMap(({ effects }) => effects)
        .filter(({ step }) => step === key).length;
      return count >= 1 && count <= 1 + cutOffs
        ? []
        : [`${key} was done ${count} times, with ${cutOffs} cut off`];
    });
}
