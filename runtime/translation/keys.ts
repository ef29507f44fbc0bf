import { type Renaming, isAt, movedTo } from '../../core/recorded';
import type { Difference } from './difference';

/**
 * A path of which an execution that was begun before these differences would give two steps one idempotency key: it is
 * added after another of that name was removed, or was given another name. See `firstNameOf`.
 */
export function keptTwice(differences: Difference[]): string | undefined {
  let renamings: Renaming[] = [];
  const gone: string[] = [];
  for (const { adds, drops } of differences) {
    if (adds !== undefined && drops === undefined) {
      const first = firstOf(adds, renamings);
      if (first === undefined || gone.some((path) => isAt(first, path))) return adds;
    }
    if (drops !== undefined && adds === undefined) gone.push(firstOf(drops, renamings) ?? drops);
    if (adds !== undefined && drops !== undefined) renamings = [[adds, drops], ...renamings];
  }
  return undefined;
}

/** The first name of a path; undefined: a step that has another name now had it once. */
function firstOf(path: string, renamings: Renaming[]): string | undefined {
  let name = path;
  for (const [now, before] of renamings) {
    if (isAt(name, before) && !isAt(name, now)) return undefined;
    name = movedTo(name, now, before);
  }
  return name;
}

/** Paths, as they are after these differences, of what was not there before. */
export const addedBy = (differences: Difference[]): string[] =>
  differences.reduce<string[]>((paths, { adds, drops }) => {
    if (adds !== undefined && drops !== undefined)
      return paths.map((path) => movedTo(path, drops, adds));
    if (adds !== undefined) return [...paths, adds];
    return drops === undefined ? paths : paths.filter((path) => !isAt(path, drops));
  }, []);
