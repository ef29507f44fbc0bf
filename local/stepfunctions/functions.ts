import jsonata from 'jsonata';
import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock';

/** The JSONata functions that Step Functions adds, and those whose time is the clock's. `$eval` it does not have. */
export const functions = (clock: Clock, random: () => number) => ({
  eval: undefined,

  partition: (array: unknown[], size: number) =>
    Array.from({ length: Math.ceil(array.length / Math.floor(size)) }, (_, index) =>
      array.slice(index * Math.floor(size), (index + 1) * Math.floor(size)),
    ),

  range: (first: number, last: number, step: number) =>
    Array.from(
      { length: Math.floor((last - first) / step) + 1 },
      (_, index) => first + index * step,
    ),

  hash: (data: string, algorithm: string) =>
    createHash(algorithm.replace('-', '')).update(data).digest('hex'),

  uuid: () => randomUUID(),

  parse: (text: string): unknown => JSON.parse(text),

  random(seed?: number) {
    if (seed !== undefined) throw new Error('$random with a seed is not emulated');
    return random();
  },

  millis: () => clock.now(),

  now: (picture?: string, timezone?: string) =>
    formatTime.evaluate(undefined, { millis: clock.now(), picture, timezone }) as Promise<string>,
});

const formatTime = jsonata('$fromMillis($millis, $picture, $timezone)');
