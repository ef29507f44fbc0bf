import type { Outcome } from '../../core/execution';
import { type Chunk, type StoredCheckpoint, encodeOutcomes, encodeParkedBy } from './codec';

/**
 * What the head may hold of input and outcomes, in bytes, so that with its other attributes it stays within the one
 * KiB that one write unit pays for.
 */
const HEAD_ROOM = 560;

/** What is free in the head of a parked one, because it has no owner, for who has given it up. */
const OWNER_ROOM = 24;

/** What one chunk may hold; an item ends at 400 KB. A single value is at most `VALUE_LIMIT`. */
const CHUNK_ROOM = 300_000;

export interface Folded {
  /** To be written before the head, which leads to the last of them. */
  chunks: { name: string; chunk: Chunk }[];
  head: StoredCheckpoint;
}

const bytes = (text: string): number => Buffer.byteLength(text);

/** Outcomes in their order, in groups that fit a chunk each. */
function grouped(outcomes: Outcome[]): Outcome[][] {
  const groups: Outcome[][] = [];
  let room = 0;
  for (const outcome of outcomes) {
    const size = bytes(encodeOutcomes([outcome]));
    if (size > room || groups.length === 0) {
      groups.push([]);
      room = CHUNK_ROOM;
    }
    groups.at(-1)?.push(outcome);
    room -= size;
  }
  return groups;
}

/** Folds away what the head has no room for. A finished execution's last outcomes stay beside its result. */
export function fold(checkpoint: StoredCheckpoint): Folded {
  const { outcomes, folded, chunk: newest, epoch, token, parkedBy } = checkpoint;
  const inHead = outcomes.slice(folded);
  const input = newest === undefined ? checkpoint.input : undefined;
  const inputSize = input === undefined ? 0 : bytes(JSON.stringify(input));
  const names = bytes(JSON.stringify(checkpoint.renamings));
  const by = parkedBy ? Math.max(0, bytes(encodeParkedBy(parkedBy)) - OWNER_ROOM) : 0;
  const fits = inputSize + names + by + bytes(encodeOutcomes(inHead)) <= HEAD_ROOM;
  const isFolded = input === undefined && inHead.length === 0;
  if (fits || isFolded || checkpoint.status === 'finished') return { chunks: [], head: checkpoint };

  const contents: Omit<Chunk, 'previous'>[] = [
    ...(input === undefined ? [] : [{ input, outcomes: [] }]),
    ...grouped(inHead).map((group) => ({ input: undefined, outcomes: group })),
  ];
  if (contents.length === 2 && inputSize <= HEAD_ROOM)
    contents.splice(0, 2, { input, outcomes: inHead });
  const nameOf = (index: number): string => `${epoch}#${token}#${index}`;
  const chunks = contents.map((content, index) => ({
    name: nameOf(index),
    chunk: { ...content, previous: index === 0 ? newest : nameOf(index - 1) },
  }));
  return { chunks, head: { ...checkpoint, chunk: chunks.at(-1)?.name, folded: outcomes.length } };
}
