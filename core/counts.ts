/** A count that the upgrade itself has raised. */
export interface Growth {
  from: number;
  to: number;
}

/** What is known of an instance's count, besides what it is. */
export interface CountHistory {
  /** Before the upgrade. */
  original: number | undefined;
  /** How the upgrade itself has raised it, if it has and that still stands. */
  growth: Growth | undefined;
  /** It grows by itself, also during an upgrade; what it has grown to is then left to it. */
  scales: boolean;
}

/** To what an instance's count must be set so that it is as it was before the upgrade; undefined if to nothing. */
export function restoredCount(
  desired: number,
  { original, growth, scales }: CountHistory,
): number | undefined {
  if (original === undefined) return undefined;
  if (scales && desired > (growth?.to ?? original)) return undefined;
  const count = scales && growth ? Math.max(original, growth.from) : original;
  return count === desired ? undefined : count;
}

export const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Counts that together are at least `needed`: where they are fewer, each grows in proportion to what it is. */
export function grownTo(counts: Record<string, number>, needed: number): Record<string, number> {
  const now = total(counts);
  if (now >= needed || now === 0) return counts;
  const grown = Object.entries(counts).map(([name, count]) => [
    name,
    Math.ceil((count * needed) / now),
  ]);
  return Object.fromEntries(grown) as Record<string, number>;
}
