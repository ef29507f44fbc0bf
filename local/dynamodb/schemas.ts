import type { Attributes, StoreRequest } from './request';

export interface SecondaryIndex {
  IndexName: string;
  KeySchema: { AttributeName: string }[];
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
}

export interface TableSchema {
  keyNames: string[];
  /** The global secondary ones, as created; an index added later (UpdateTable) is not served. */
  indexes: SecondaryIndex[];
}

/** One item of one table; `id` is the same for every request that names the same item. */
export interface ItemReference {
  id: string;
  table: string;
  key: Attributes;
}

interface Definition {
  TableName: string;
  KeySchema: { AttributeName: string }[];
  GlobalSecondaryIndexes?: SecondaryIndex[];
}

/** What is known of the tables: their keys and indexes. */
export class Schemas {
  private readonly tables = new Map<string, TableSchema>();

  created(definition: Record<string, unknown>): void {
    const { TableName, KeySchema, GlobalSecondaryIndexes } = definition as unknown as Definition;
    this.tables.set(TableName, {
      keyNames: KeySchema.map(({ AttributeName }) => AttributeName),
      indexes: GlobalSecondaryIndexes ?? [],
    });
  }

  deleted(table: string): void {
    this.tables.delete(table);
  }

  of(table: string): TableSchema {
    return this.tables.get(table) ?? { keyNames: [], indexes: [] };
  }

  request(operation: string, body: Record<string, unknown>): StoreRequest {
    const [batched = ''] = Object.keys(body.RequestItems ?? {});
    const table = typeof body.TableName === 'string' ? body.TableName : batched;
    const item = this.reference(table, (body.Item ?? body.Key) as Attributes | undefined);
    const [pk, sk = ''] = Object.values(item?.key ?? {}).map((value) =>
      String(Object.values(value)[0]),
    );
    return { operation, table, key: pk === undefined ? undefined : { pk, sk }, body };
  }

  /** The items that a request writes, if it is a write. */
  written({ operation, table, body }: StoreRequest): ItemReference[] {
    return namedBy(operation, table, body).flatMap(
      ([of, attributes]) => this.reference(of, attributes) ?? [],
    );
  }

  private reference(table: string, attributes: Attributes | undefined): ItemReference | undefined {
    const names = this.of(table).keyNames;
    const values = names.map((name) => attributes?.[name]);
    if (names.length === 0 || values.includes(undefined)) return undefined;
    const key = Object.fromEntries(names.map((name, n) => [name, values[n]])) as Attributes;
    return { id: JSON.stringify([table, ...values]), table, key };
  }
}

type Named = [table: string, attributes: Attributes | undefined][];

function namedBy(operation: string, table: string, body: Record<string, unknown>): Named {
  switch (operation) {
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [[table, (body.Item ?? body.Key) as Attributes | undefined]];
    case 'BatchWriteItem':
      return Object.entries((body.RequestItems ?? {}) as Record<string, BatchWrite[]>).flatMap(
        ([of, writes]) =>
          writes.map(({ PutRequest, DeleteRequest }): Named[number] => [
            of,
            PutRequest?.Item ?? DeleteRequest?.Key,
          ]),
      );
    default:
      return [];
  }
}

interface BatchWrite {
  PutRequest?: { Item: Attributes };
  DeleteRequest?: { Key: Attributes };
}
