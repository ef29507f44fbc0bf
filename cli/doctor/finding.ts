/** What doctor has found of one thing. */
export interface Finding {
  /** `warn`: it is not as it should be, and nothing is broken by it now. */
  level: 'ok' | 'warn' | 'fail';
  /** The thing. */
  about: string;
  says: string;
  /** What to do; of what is as it should be, nothing. */
  remedy?: string;
}

export const ok = (about: string, says: string): Finding => ({ level: 'ok', about, says });
export const warn = (about: string, says: string, remedy: string): Finding => ({
  level: 'warn',
  about,
  says,
  remedy,
});
export const fail = (about: string, says: string, remedy?: string): Finding => ({
  level: 'fail',
  about,
  says,
  ...(remedy !== undefined && { remedy }),
});
