import { TransshipError } from '../../core/errors';
import type { Failure, Result } from '../../core/execution';
import type { Json } from '../../core/json';

/** Longest JSON text of one input, outcome or result, in bytes; an item of the public store ends at 400 KB. */
export const VALUE_LIMIT = 256 * 1024;

/** What a replay would give back for a value: plain JSON; `undefined` becomes null. Errors: `ValueNotSerializable`, `ValueTooLarge`. */
export function toJson(value: unknown, what: string): Json {
  if (value === undefined) return null;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new TransshipError('ValueNotSerializable', `${what} cannot be saved as JSON.`, { cause });
  }
  if (text === undefined)
    throw new TransshipError('ValueNotSerializable', `${what} is a ${typeof value}, not JSON.`);
  const size = Buffer.byteLength(text);
  if (size > VALUE_LIMIT)
    throw new TransshipError(
      'ValueTooLarge',
      `${what} has ${size} bytes of JSON, more than ${VALUE_LIMIT}. Keep it elsewhere and save where it is.`,
    );
  return JSON.parse(text) as Json;
}

/** For the handler, which may do with it what it likes: what is saved must not change with it. */
export const copyOf = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

const TEXT_LIMIT = 10_000;
const short = (value: unknown): string => String(value).slice(0, TEXT_LIMIT);

/** A thrown value as it is recorded. */
export function toFailure(thrown: unknown): Failure {
  try {
    if (!(thrown instanceof Error)) return { name: 'Error', message: short(thrown) };
    const failure: Failure = { name: short(thrown.name), message: short(thrown.message) };
    const { status } = thrown as { status?: unknown };
    return typeof status === 'number' && status >= 400 && status <= 599
      ? { ...failure, status }
      : failure;
  } catch {
    // Anything can be thrown, also what cannot be made a text.
    return { name: 'Error', message: `Something was thrown that has no text: a ${typeof thrown}` };
  }
}

/** The recorded error, to be thrown where the step was called. */
export function toError({ name, message, status }: Failure): Error {
  const error = Object.assign(new Error(message), status === undefined ? {} : { status });
  error.name = name;
  return error;
}

export function settle(value: unknown, what: string): Result {
  try {
    return { ok: true, value: toJson(value, what) };
  } catch (error) {
    return { ok: false, error: toFailure(error) };
  }
}
