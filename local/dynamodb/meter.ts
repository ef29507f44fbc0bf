import type { Engine } from './engine';
import { type Answer, isRefusal, succeeded } from './request';

/** What was consumed, in items read and written and in DynamoDB's capacity units. */
export interface Counts {
  /** Each item of a batch is one; a write refused by its condition too, for its unit is charged all the same. */
  writes: number;
  /** Of the tables themselves. */
  writeUnits: number;
  /** What keeping the indexes costs on top, by DynamoDB's rules. */
  indexWriteUnits: number;
  /** A Query or Scan is one, whatever it returns; of a BatchGetItem each item is one. */
  reads: number;
  readUnits: number;
}

const nothing = (): Counts => ({
  writes: 0,
  writeUnits: 0,
  indexWriteUnits: 0,
  reads: 0,
  readUnits: 0,
});

const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];

interface Capacity {
  TableName: string;
  CapacityUnits: number;
}

/**
 * Counts what is consumed, from the engine's own ConsumedCapacity. dynalite reports the units of the table for a
 * write and nothing for its indexes (DynamoDB reports their sum), so that those come from LaggingIndexes; it reports
 * no units with a refusal, which counts as one.
 */
export class Meter {
  private readonly tables = new Map<string, Counts>();

  /** The same engine, counted; the answers are as if nobody had asked for the consumed capacity but the client. */
  on(engine: Engine): Engine {
    return async (operation, body) => {
      if (!writes.includes(operation) && !reads.includes(operation)) return engine(operation, body);
      const asked = ['TOTAL', 'INDEXES'].includes(String(body.ReturnConsumedCapacity));
      const answer = await engine(operation, asked ? body : { ...body, ...askForTotal });
      this.record(operation, body, answer);
      if (asked) return answer;
      return { ...answer, body: { ...answer.body, ConsumedCapacity: undefined } };
    };
  }

  indexWritten(table: string, units: number): void {
    this.add(table, { indexWriteUnits: units });
  }

  counts(table?: string): Counts {
    const sum = nothing();
    for (const [name, counts] of this.tables) {
      if (table === undefined || table === name) addTo(sum, counts);
    }
    return sum;
  }

  reset(): void {
    this.tables.clear();
  }

  private record(operation: string, body: Record<string, unknown>, answer: Answer): void {
    if (isRefusal(answer, 'ConditionalCheckFailedException')) {
      this.add(String(body.TableName), { writes: 1, writeUnits: 1 });
    }
    if (!succeeded(answer)) return;
    for (const consumed of [answer.body.ConsumedCapacity as Capacity | Capacity[]].flat()) {
      const { TableName: table, CapacityUnits: units } = consumed;
      const items = itemsOf(body, table);
      this.add(
        table,
        writes.includes(operation)
          ? { writes: items, writeUnits: units }
          : { reads: items, readUnits: units },
      );
    }
  }

  private add(table: string, counts: Partial<Counts>): void {
    const sum = this.tables.get(table) ?? nothing();
    addTo(sum, counts);
    this.tables.set(table, sum);
  }
}

const askForTotal = { ReturnConsumedCapacity: 'TOTAL' };

const itemsOf = (body: Record<string, unknown>, table: string): number => {
  const batch = (
    body.RequestItems as Record<string, unknown[] | { Keys: unknown[] }> | undefined
  )?.[table];
  return batch === undefined ? 1 : (Array.isArray(batch) ? batch : batch.Keys).length;
};

function addTo(sum: Counts, counts: Partial<Counts>): void {
  for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += counts[name] ?? 0;
}
