import { randomBytes } from 'node:crypto';

/** A source of ids that nobody can guess; injected, so that a run can be replayed from a seed. */
export interface Ids {
  next(): string;
}

/** 128 random bits, as 22 characters safe in URLs and keys. */
export const randomIds: Ids = { next: () => randomBytes(16).toString('base64url') };
