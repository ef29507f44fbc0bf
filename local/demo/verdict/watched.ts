/** How often a promise could have been seen broken, and what was seen. */
export interface Watched {
  moments: number;
  violations: string[];
}

/** The time of day of a sample, for the reader of a violation. */
export const timeOf = ({ at }: { at: number }): string => new Date(at).toISOString().slice(11, 23);
