import { isDeepStrictEqual } from 'node:util';
import { capacityUnits } from 'dynalite/db';
import type { Attributes } from './request';
import type { SecondaryIndex, TableSchema } from './schemas';

const pick = (item: Attributes, names: string[]): Attributes =>
  Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));

const keyOf = (index: SecondaryIndex): string[] =>
  index.KeySchema.map(({ AttributeName }) => AttributeName);

/** What an index holds of an item: nothing, if the item lacks a part of the index's key (it is sparse). */
function entryOf(
  { keyNames }: TableSchema,
  index: SecondaryIndex,
  item: Attributes | undefined,
): Attributes | undefined {
  const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
  if (!item || !keyOf(index).every((name) => item[name] !== undefined)) return undefined;
  return ProjectionType === 'ALL'
    ? item
    : pick(item, [...keyNames, ...keyOf(index), ...NonKeyAttributes]);
}

/** What all of a table's indexes together hold of an item. */
export function projectionOf(
  schema: TableSchema,
  item: Attributes | undefined,
): Attributes | undefined {
  const entries = schema.indexes
    .map((index) => entryOf(schema, index, item))
    .filter((entry) => entry !== undefined);
  return entries.length === 0 ? undefined : (Object.assign({}, ...entries) as Attributes);
}

/**
 * The write units that DynamoDB charges for keeping the indexes: nothing where an entry stays the same, one write
 * where it is added, removed or changed, two where its key changes (the old one is removed, the new one added).
 */
export function indexWriteUnits(
  schema: TableSchema,
  before: Attributes | undefined,
  after: Attributes | undefined,
): number {
  return schema.indexes.reduce((sum, index) => {
    const old = entryOf(schema, index, before);
    const now = entryOf(schema, index, after);
    if (isDeepStrictEqual(old, now)) return sum;
    const [removed, added] = [old ? capacityUnits(old) : 0, now ? capacityUnits(now) : 0];
    const inPlace =
      old && now && isDeepStrictEqual(pick(old, keyOf(index)), pick(now, keyOf(index)));
    return sum + (inPlace ? Math.max(removed, added) : removed + added);
  }, 0);
}
