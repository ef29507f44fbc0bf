import { TransshipError } from '../../core/errors';
import type { Difference } from './difference';

/** What differs between the records of two versions of a service, so that each can be made of the other. */
export interface Translator {
  /** The earlier version. */
  from: string;
  /** The later version. */
  to: string;
  /** In the order in which they are made on the way up; on the way down it is the reverse. */
  differences: Difference[];
}

/** Errors: `InvalidOption`, where a path of one version is dropped and another of the same name added. */
export function translator(it: Translator): Translator {
  const names = (paths: (string | undefined)[]) => paths.filter((path) => path !== undefined);
  const dropped = names(it.differences.map(({ drops }) => drops));
  const added = names(it.differences.map(({ adds }) => adds));
  const both = dropped.find((path) => added.includes(path));
  if (both === undefined) return it;
  const message = `The translator from version ${it.from} to ${it.to} drops ${both} and adds another ${both}: they would have the same idempotency key. Give the new one another name.`;
  throw new TransshipError('InvalidOption', message);
}
