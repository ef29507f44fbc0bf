import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Checkpoint, ExecutionHead, Outcome, Result } from '../../core/execution';
import type { Json } from '../../core/json';
import type { ParkedBy } from '../../core/place';
import type { Renaming } from '../../core/recorded';
import { asideWorkOf, chunkKey, headKey, ownedWork, parkedWorkOf } from '../keys';
import { EXPIRES } from '../table';

/** A checkpoint with where its older part is kept: the name of its newest chunk, and how many outcomes are in chunks. */
export interface StoredCheckpoint extends Checkpoint {
  chunk: string | undefined;
  folded: number;
}

/** Immutable: the input or outcomes folded away, and the chunk before it. */
export interface Chunk {
  previous: string | undefined;
  input: Json | undefined;
  outcomes: Outcome[];
}

/** An item's whole size is billed at each write, so outcomes are kept short: [id, kind or success, what, forgotten]. */
type ShortOutcome = [string, 'ok' | 'error' | 'begun' | 'wait', unknown, 1?];

const shorten = (outcome: Outcome): ShortOutcome => {
  const short = shortened(outcome);
  return outcome.forgotten ? [...short, 1] : short;
};

const shortened = (outcome: Outcome): [string, ShortOutcome[1], unknown] => {
  if (outcome.kind !== 'step') return [outcome.id, outcome.kind, outcome.until];
  const { id, result } = outcome;
  return result.ok ? [id, 'ok', result.value] : [id, 'error', result.error];
};

const lengthen = ([id, kind, what, forgotten]: ShortOutcome): Outcome => {
  const more = forgotten ? ({ forgotten: true } as const) : {};
  if (kind === 'begun' || kind === 'wait') return { kind, id, until: what as number, ...more };
  const result = kind === 'ok' ? { ok: true, value: what } : { ok: false, error: what };
  return { kind: 'step', id, result: result as Result, ...more };
};

export const encodeOutcomes = (outcomes: Outcome[]): string =>
  JSON.stringify(outcomes.map(shorten));
const decodeOutcomes = (text: string | undefined): Outcome[] =>
  text === undefined ? [] : (JSON.parse(text) as ShortOutcome[]).map(lengthen);

/** Short as well: [node, at, instance, release, translated from]. */
export const encodeParkedBy = ({ node, at, instance, release, translatedFrom }: ParkedBy): string =>
  JSON.stringify([node, at, instance, release ?? 0, translatedFrom ?? 0]);

function decodeParkedBy(text: string): ParkedBy {
  type Short = [string, number, string, string | 0, string | 0];
  const [node, at, instance, release, translatedFrom] = JSON.parse(text) as Short;
  return {
    node,
    at,
    instance,
    ...(release !== 0 && { release }),
    ...(translatedFrom !== 0 && { translatedFrom }),
  };
}

interface HeadItem {
  cluster: string;
  service: string;
  status: ExecutionHead['status'];
  epoch: number;
  seq: number;
  token: string;
  createdAt: number;
  version?: string;
  claimedFrom?: string;
  owner?: string;
  digest?: string;
  due?: number;
  parkedBy?: string;
  attempts?: number;
  excluded?: string[];
  chunk?: string;
  folded?: number;
  input?: string;
  outcomes?: string;
  renamings?: string;
  result?: string;
  expires?: number;
}

type Item = Record<string, AttributeValue>;

const some = <T extends { length: number }>(list: T): T | undefined =>
  list.length > 0 ? list : undefined;

/** Where the work index shows an execution; a finished one is not shown. */
function work(checkpoint: StoredCheckpoint): { workKey?: string; workAt?: number } {
  const { cluster, id, owner, status, due = 0, epoch } = checkpoint;
  if (owner !== undefined) return { workKey: ownedWork(owner), workAt: epoch };
  if (status === 'parked') return { workKey: parkedWorkOf(cluster, id), workAt: due };
  if (status === 'aside') return { workKey: asideWorkOf(cluster, id), workAt: due };
  return {};
}

export function encodeHead(checkpoint: StoredCheckpoint): Item {
  const inHead = checkpoint.outcomes.slice(checkpoint.folded);
  const item: HeadItem = {
    cluster: checkpoint.cluster,
    service: checkpoint.service,
    status: checkpoint.status,
    epoch: checkpoint.epoch,
    seq: checkpoint.seq,
    token: checkpoint.token,
    createdAt: checkpoint.createdAt,
    version: checkpoint.version,
    claimedFrom: checkpoint.claimedFrom,
    owner: checkpoint.owner,
    digest: checkpoint.requestDigest,
    due: checkpoint.due,
    parkedBy: checkpoint.parkedBy && encodeParkedBy(checkpoint.parkedBy),
    attempts: checkpoint.attempts || undefined,
    excluded: some(checkpoint.excluded),
    chunk: checkpoint.chunk,
    folded: checkpoint.folded || undefined,
    input: checkpoint.chunk === undefined ? JSON.stringify(checkpoint.input) : undefined,
    outcomes: some(inHead) && encodeOutcomes(inHead),
    renamings: some(checkpoint.renamings) && JSON.stringify(checkpoint.renamings),
    result: checkpoint.result && JSON.stringify(checkpoint.result),
    [EXPIRES]: checkpoint.expires,
  };
  return marshall(
    { ...headKey(checkpoint.id), ...item, ...work(checkpoint) },
    { removeUndefinedValues: true },
  );
}

export function decodeHead(
  id: string,
  item: Item,
): ExecutionHead & Pick<StoredCheckpoint, 'chunk' | 'folded'> {
  const head = unmarshall(item) as HeadItem;
  return {
    id,
    cluster: head.cluster,
    service: head.service,
    version: head.version,
    claimedFrom: head.claimedFrom,
    status: head.status,
    owner: head.owner,
    epoch: head.epoch,
    seq: head.seq,
    token: head.token,
    requestDigest: head.digest,
    due: head.due,
    parkedBy: head.parkedBy === undefined ? undefined : decodeParkedBy(head.parkedBy),
    attempts: head.attempts ?? 0,
    excluded: head.excluded ?? [],
    createdAt: head.createdAt,
    expires: head.expires,
    result: head.result === undefined ? undefined : (JSON.parse(head.result) as Result),
    chunk: head.chunk,
    folded: head.folded ?? 0,
  };
}

export function encodeChunk(id: string, name: string, chunk: Chunk, expires: number): Item {
  const { previous, input, outcomes } = chunk;
  const item = {
    previous,
    input: input === undefined ? undefined : JSON.stringify(input),
    outcomes: encodeOutcomes(outcomes),
    [EXPIRES]: expires,
  };
  return marshall({ ...chunkKey(id, name), ...item }, { removeUndefinedValues: true });
}

/**
 * Puts a checkpoint together from its head and the chunks that the head leads to; other chunks are orphans.
 * Undefined when one of them is not there.
 */
export function decodeCheckpoint(
  id: string,
  headItem: Item,
  chunks: Map<string, Item>,
): StoredCheckpoint | undefined {
  const head = decodeHead(id, headItem);
  const own = unmarshall(headItem) as HeadItem;
  let input = own.input;
  const parts = [decodeOutcomes(own.outcomes)];
  for (let name = head.chunk; name !== undefined;) {
    const item = chunks.get(chunkKey(id, name).sk);
    if (!item) return undefined;
    const chunk = unmarshall(item) as { previous?: string; input?: string; outcomes: string };
    parts.unshift(decodeOutcomes(chunk.outcomes));
    input ??= chunk.input;
    name = chunk.previous;
  }
  return {
    ...head,
    input: JSON.parse(input ?? 'null') as Json,
    outcomes: parts.flat(),
    renamings: JSON.parse(own.renamings ?? '[]') as Renaming[],
  };
}
