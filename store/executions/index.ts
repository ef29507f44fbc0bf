import type { ExecutionHead } from '../../core/execution';
import { type Clock, systemClock } from '../../core/clock';
import { type Ids, randomIds } from '../../core/ids';
import type { ParkedBy } from '../../core/place';
import type { Renaming } from '../../core/recorded';
import { type Change, transition } from '../../core/transitions';
import type { Table } from '../client';
import { type SendOptions, untilAnswered } from '../send';
import type { StoredCheckpoint } from './codec';
import { fold } from './folding';
import { createMoves, type MoveStore } from './moves';
import { createReads, type ExecutionReads } from './reads';
import { createWrites } from './writes';

export type { StoredCheckpoint } from './codec';

/** A new execution, as its first write makes it. */
export type Draft = Pick<
  StoredCheckpoint,
  'id' | 'service' | 'version' | 'owner' | 'requestDigest' | 'input' | 'outcomes' | 'createdAt'
> & { due?: number; parkedBy?: ParkedBy; renamings?: Renaming[] };

export interface ExecutionStore extends ExecutionReads, MoveStore {
  /** Makes the record if there is none. One without an owner is parked. */
  create(
    draft: Draft,
    send?: SendOptions,
  ): Promise<{ created: StoredCheckpoint } | { existing: StoredCheckpoint }>;
  /**
   * The fenced write: makes the change if owner, epoch and seq stand as in `current`, however often it takes to learn
   * the outcome. Undefined: refused, because somebody else has written.
   */
  write(
    current: StoredCheckpoint,
    change: Change,
    send?: SendOptions,
  ): Promise<StoredCheckpoint | undefined>;
}

/** The executions of one cluster in the public store. */
export function createExecutionStore(
  table: Table,
  cluster: string,
  { clock = systemClock, ids = randomIds }: { clock?: Clock; ids?: Ids } = {},
): ExecutionStore {
  const reads = createReads(table, cluster, clock);
  const writes = createWrites(table, clock);
  const moves = createMoves(table, (id) => reads.head(id), clock);

  /** Its own token found after a refusal means that the write was made and only the answer was lost. */
  const stands = async ({ id, token }: ExecutionHead, send?: SendOptions): Promise<boolean> =>
    (await untilAnswered(() => reads.head(id), { clock, ...send }))?.token === token;

  return {
    ...reads,
    ...moves,

    async create(draft, send) {
      const checkpoint: StoredCheckpoint = {
        ...draft,
        cluster,
        status: draft.owner === undefined ? 'parked' : 'running',
        due: draft.owner === undefined ? (draft.due ?? clock.now()) : undefined,
        parkedBy: draft.parkedBy,
        epoch: 1,
        seq: 1,
        token: ids.next(),
        result: undefined,
        attempts: 0,
        excluded: [],
        claimedFrom: undefined,
        expires: undefined,
        chunk: undefined,
        folded: 0,
        renamings: draft.renamings ?? [],
      };
      for (;;) {
        const answer = await writes.create(checkpoint, send);
        if (answer === 'accepted' || (await stands(checkpoint, send)))
          return { created: fold(checkpoint).head };
        const existing = await untilAnswered(() => reads.read(draft.id), { clock, ...send });
        if (existing) return { existing };
        await writes.removeExpired(draft.id, send);
      }
    },

    async write(current, change, send) {
      const next: StoredCheckpoint = {
        ...current,
        ...transition(current, change, ids.next()),
        // What is translated is all written anew, and nothing leads to its former chunks any more.
        ...('record' in change && change.record && { chunk: undefined, folded: 0 }),
      };
      const answer = await writes.replace(current, next, send);
      if (answer === 'refused' && !(await stands(next, send))) return undefined;
      if (change.kind === 'finish') await writes.expireChunks(next, send);
      return fold(next).head;
    },
  };
}
