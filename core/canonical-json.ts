import type { Json } from './json';

/**
 * JSON without blanks and with the keys of every object in the order of their UTF-16 units, so that what is the same has
 * the same text: RFC 8785, for whole numbers; `jq -jcS` writes the same.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`);
  return `{${members.join()}}`;
}
