import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../runtime';
import type { Size } from './tree';

/** More than the head of a record has room for, so that it is folded into a chunk. */
const LARGE = 2_100;

const made: Record<Size, (key: string) => Json> = {
  small: (key) => `did ${key}`,
  nested: (key) => ({ key, list: [1, [null, { deep: key }]], text: 'ä "quoted" \n text' }),
  large: (key) => ({ key, text: 'x'.repeat(LARGE) }),
};

/** What a step answers with in a version in which the shape of its result has changed so often. */
export const valueOf = (size: Size, key: string, shapes: number): Json =>
  reshaped(made[size](key), shapes);

/** What translators supply for a step that an execution has never met. */
export const suppliedFor = (id: string, shapes: number): Json => reshaped({ supplied: id }, shapes);

const reshaped = (value: Json, times: number): Json =>
  times === 0 ? value : reshape(reshaped(value, times - 1));

export const reshape = (was: Json): Json => ({ was });

export function shapedBack(value: Json): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !('was' in value))
    throw new TypeError(`Has no earlier shape: ${JSON.stringify(value)}`);
  return value.was;
}

/** What a result tells of the value of a step. */
export function summary(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length < 100 ? value : createHash('sha1').update(text).digest('hex').slice(0, 12);
}

/** What a step that throws throws. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status = 409;

  constructor(key: string) {
    super(`${key} was refused`);
  }
}

export const caughtAs = (error: Error): string => `${error.name}: ${error.message}`;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** As JSON. Objects may have been made in another realm: Jest has one of its own. */
export const isSame = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(plain(one), plain(other));
