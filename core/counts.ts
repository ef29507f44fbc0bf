/** What is known of an instance's count, besides what it is. */
export interface CountHistory {
  /** Before the upgrade. */
  original: number | undefined;
  /** What the upgrade itself has scaled it out to, if it has. */
  scaledOut: number | undefined;
  /** It grows by itself, also during an upgrade; what it has grown to is then left to it. */
  scales: boolean;
}

/** To what an instance's count must be set so that it is as it was before the upgrade; undefined if to nothing. */
export function restoredCount(
  desired: number,
  { original, scaledOut = original, scales }: CountHistory,
): number | undefined {
  if (original === undefined || scaledOut === undefined || desired === original) return undefined;
  return scales && desired > scaledOut ? undefined : original;
}

export const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Counts that together are at least `needed`: where they are fewer, each grows in proportion to what it is. */
export function scaledOut(counts: Record<string, number>, needed: number): Record<string, number> {
  const now = total(counts);
  if (now >= needed || now === 0) return counts;
  const grown = Object.entries(counts).map(([name, count]) => [
    name,
    Math.ceil((count * needed) / now),
  ]);
  return Object.fromEntries(grown) as Record<string, number>;
}
