import { pathOf } from './recorded';

/** Which values of fixtures are kept as they are: see `parseKeptPath`. */
export interface KeptPath {
  /** As it was given. */
  text: string;
  /** Not empty. */
  words: Word[];
}

type Word = string | typeof ANY;
const ANY = Symbol('*');

const PATH = /^(?:[^.\\]|\\.)+(?:\.(?:[^.\\]|\\.)+)*$/s;
const WORDS = /(?:[^.\\]|\\.)+/gs;
const ESCAPED = /\\(.)/gs;

/**
 * `input.lines.*.sku`: words between dots, of which the first is `input` or a step's id, and each other one the name of
 * a member or the place of an element, from 0; `*` is any. A backslash takes away the meaning of a dot, a star or a
 * backslash. Undefined: it is none.
 */
export function parseKeptPath(text: string): KeptPath | undefined {
  if (!PATH.test(text)) return undefined;
  const words = text.match(WORDS) ?? [];
  const isStrange = (word: string) => word !== '*' && word.replace(ESCAPED, '').includes('*');
  if (words.some(isStrange)) return undefined;
  return { text, words: words.map((word) => (word === '*' ? ANY : word.replace(ESCAPED, '$1'))) };
}

/** A path as far as it leads on from where one is. */
export interface Way {
  path: KeptPath;
  words: Word[];
}

export const waysOf = (paths: KeptPath[]): Way[] =>
  paths.map((path) => ({ path, words: path.words }));

/** Those that lead into a member of this name. */
export const into = (ways: Way[], name: string): Way[] =>
  onwards(ways, (word) => word === ANY || word === name);

/** Those that lead into a step; one that is named without its numbers, each time that it was met. */
export const intoStep = (ways: Way[], id: string): Way[] =>
  onwards(
    ways,
    (word) => word === ANY || (word !== 'input' && (word === id || word === pathOf(id))),
  );

const onwards = (ways: Way[], leads: (word: Word) => boolean): Way[] =>
  ways.flatMap(({ path, words: [word, ...words] }) =>
    word !== undefined && leads(word) ? [{ path, words }] : [],
  );
