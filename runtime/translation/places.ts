import { type Recorded, pathOf, toldIn } from '../../core/recorded';

/**
 * The ids that a step of this path has in a record: one for each time that the branches around it have been met.
 * `parcel/label` → `parcel/label`, `parcel#2/label`.
 */
export function placesOf(record: Recorded, path: string): string[] {
  const outcomes = toldIn(record);
  const branches = path.split('/');
  const step = branches.pop();
  const around = branches.reduce(
    (outer, name) =>
      outer.flatMap((within) => {
        const inside = outcomes
          .filter(({ id }) => id.startsWith(within))
          .map(({ id }) => id.slice(within.length).split('/'))
          .filter(([branch = '', ...more]) => pathOf(branch) === name && more.length > 0)
          .map(([branch]) => branch);
        // One in which nothing was recorded has no number, as far as can be known.
        return [...new Set([name, ...inside])].map((branch) => `${within}${branch}/`);
      }),
    [''],
  );
  return around.map((within) => `${within}${step}`);
}

/** The branches around a place, with their numbers, as far as a path leads into the same ones. */
export function nearby(path: string, place: string): string[] {
  const names = path.split('/');
  const branches = place.split('/').slice(0, -1);
  const fork = branches.findIndex((branch, depth) => pathOf(branch) !== names[depth]);
  return fork < 0 ? branches : branches.slice(0, fork);
}

export const isWithin = (id: string, branches: string[]): boolean =>
  branches.every((branch, depth) => id.split('/')[depth] === branch);
