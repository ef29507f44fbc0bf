/** An SDK type as it crosses the wire: dates are seconds since the epoch. */
export type Wire<T> = {
  [K in keyof T]: Date extends T[K] ? Exclude<T[K], Date> | number : T[K];
};

export const seconds = (ms: number): number => ms / 1000;
