/**
 * To what an instance's count must be set so that it is as it was before the upgrade; undefined if to nothing.
 * `scales`: it grows by itself, also during an upgrade; what it has grown to is then left to it.
 */
export function restoredCount(
  desired: number,
  original: number | undefined,
  scales: boolean,
): number | undefined {
  if (original === undefined || desired === original) return undefined;
  return desired > original && scales ? undefined : original;
}
