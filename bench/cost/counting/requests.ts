import { moveOf } from '../../../core/receipt';
import { createExecutionStore } from '../../../store/executions';
import { play } from '../../../test/support/history';
import { ManualClock } from '../../../test/support/manual-clock';
import { startStore } from '../../../test/support/store';
import { type Variant, transship } from '../../step/variants';

/** What one request costs the public store, in steps that do and say next to nothing. */
export interface RequestCounted {
  /** Milliseconds; null for `Infinity`. */
  checkpointAfter: number | null;
  steps: number;
  writes: number;
  /** Those of the index included. */
  writeUnits: number;
  reads: number;
}

const EXECUTIONS = 100;

/** Runs requests of so many steps on the real runtime, one after another, as `npm run bench:step` does. */
export async function countRequests(steps: number, settings: number[]): Promise<RequestCounted[]> {
  const store = await startStore();
  try {
    const counted: RequestCounted[] = [];
    for (const checkpointAfter of settings) {
      // Its time stands still, so that a slow machine saves no more often.
      const clock = new ManualClock();
      const variant: Variant = transship(`${checkpointAfter}`, store.table, checkpointAfter, clock);
      store.resetCounts();
      for (let done = 0; done < EXECUTIONS; done++) await variant.execute(steps);
      const { writes, writeUnits, indexWriteUnits, reads } = store.counts();
      counted.push({
        checkpointAfter: Number.isFinite(checkpointAfter) ? checkpointAfter : null,
        steps,
        writes: writes / EXECUTIONS,
        writeUnits: (writeUnits + indexWriteUnits) / EXECUTIONS,
        reads: reads / EXECUTIONS,
      });
    }
    return counted;
  } finally {
    await store.close();
  }
}

/** What it costs to move one execution: it is parked, found, read and claimed, and has a receipt that ends with it. */
export async function countMove(): Promise<{ readUnits: number; writeUnits: number }> {
  const store = await startStore();
  try {
    const executions = createExecutionStore(store.table, 'bench');
    const { id } = await play(
      executions,
      [
        { event: 'created', owner: 'one', version: '1' },
        { event: 'parked' },
        { event: 'claimed', owner: 'other', version: '1' },
      ],
      { before: (index) => index === 1 && store.resetCounts() },
    );
    const moved = await executions.read(id);
    if (!moved) throw new Error('It has been moved');
    const to = { node: 'other', instance: 'second', release: 'bench-second:1' };
    const claimed = { how: 'parked', to, version: '1', at: 1 } as const;
    await executions.recordMove(moved, moveOf({ ...moved, epoch: moved.epoch - 1 }, claimed));
    await executions.expireMoves({ ...moved, expires: 1 });
    const { writeUnits, indexWriteUnits, readUnits } = store.counts();
    return { readUnits, writeUnits: writeUnits + indexWriteUnits };
  } finally {
    await store.close();
  }
}
