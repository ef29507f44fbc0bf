import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Engine, openEngine } from './engine';
import type { LaggingIndexes } from './lagging-indexes';
import type { Meter } from './meter';
import { type Answer, type Attributes, type StoreRequest, succeeded } from './request';
import type { ItemReference, Schemas } from './schemas';
import { Turns } from './turns';

/** Executes requests: tables by one engine, their global secondary indexes by LaggingIndexes. */
export function openTables(
  schemas: Schemas,
  indexes: LaggingIndexes,
  meter: Meter,
): (request: StoreRequest) => Promise<Answer> {
  const engine = openEngine();
  const metered = meter.on(engine);
  const meteredIndexes = meter.on(indexes.engine);
  const turns = new Turns();

  async function changeTables({ operation, body, table }: StoreRequest): Promise<Answer> {
    const answer = await engine(operation, body);
    if (!succeeded(answer)) return answer;
    await indexes.engine(operation, body);
    await Promise.all([settled(engine, table), settled(indexes.engine, table)]);
    if (operation === 'CreateTable') {
      schemas.created(body);
    } else {
      schemas.deleted(table);
      indexes.forget(table);
    }
    return answer;
  }

  const write = ({ operation, body }: StoreRequest, items: ItemReference[]): Promise<Answer> =>
    // Writes of one item take turns here, so that the indexes learn of them in the order of their commits.
    turns.take(
      items.map(({ id }) => id),
      async () => {
        const answer = await metered(operation, body);
        if (succeeded(answer)) await Promise.all(items.map(tellIndexes));
        return answer;
      },
    );

  async function tellIndexes(item: ItemReference): Promise<void> {
    if (schemas.of(item.table).indexes.length === 0) return;
    const { body } = await engine('GetItem', {
      TableName: item.table,
      Key: item.key,
      ConsistentRead: true,
    });
    meter.indexWritten(item.table, indexes.committed(item, body.Item as Attributes | undefined));
  }

  async function readIndex({ operation, body }: StoreRequest): Promise<Answer> {
    await indexes.catchUp();
    return meteredIndexes(operation, body);
  }

  return async (request) => {
    const { operation, table, body } = request;
    if (operation === 'CreateTable' || operation === 'DeleteTable') return changeTables(request);
    if (schemas.of(table).indexes.some(({ IndexName }) => IndexName === body.IndexName)) {
      return readIndex(request);
    }
    const items = schemas.written(request);
    return items.length > 0 ? write(request, items) : metered(operation, body);
  };
}

/** Waits for a table that is being created or deleted, so that the next call meets no table in between. */
async function settled(engine: Engine, table: string): Promise<void> {
  for (;;) {
    const { body } = await engine('DescribeTable', { TableName: table });
    const status = (body.Table as { TableStatus: string } | undefined)?.TableStatus;
    if (status !== 'CREATING' && status !== 'DELETING') return;
    await nextTurn();
  }
}
