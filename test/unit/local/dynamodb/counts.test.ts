import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { WORK_INDEX } from '../../../../store/keys';
import { type Store, TableName, key, openStore } from './store';

let store: Store;
beforeAll(async () => {
  store = await openStore();
});
beforeEach(() => store.db.resetCounts());
afterAll(() => store.close());

const nothing = { writes: 0, writeUnits: 0, indexWriteUnits: 0, reads: 0, readUnits: 0 };
const counted = (counts: Partial<typeof nothing>) =>
  expect(store.db.counts()).toEqual({ ...nothing, ...counts });

const put = (name: string, attributes: Record<string, { S: string } | { N: string }> = {}) =>
  store.client.send(new PutItemCommand({ TableName, Item: { ...key(name), ...attributes } }));
const work = (workKey: string, workAt = '1') => ({
  workKey: { S: workKey },
  workAt: { N: workAt },
});

test('a write costs one unit for each kilobyte begun', async () => {
  await put('small');
  await put('large', { payload: { S: 'x'.repeat(2_500) } });
  counted({ writes: 2, writeUnits: 4 });
});

test('a write refused by its condition costs one unit', async () => {
  const refused = new PutItemCommand({
    TableName,
    Item: key('refused'),
    ConditionExpression: 'attribute_exists(pk)',
  });
  await expect(store.client.send(refused)).rejects.toBeDefined();
  counted({ writes: 1, writeUnits: 1 });
});

test('a consistent read costs one unit for each four kilobytes begun, another one half', async () => {
  await put('read', { payload: { S: 'x'.repeat(4_500) } });
  store.db.resetCounts();
  for (const ConsistentRead of [true, false]) {
    await store.client.send(new GetItemCommand({ TableName, Key: key('read'), ConsistentRead }));
  }
  counted({ reads: 2, readUnits: 3 });
});

test('each item of a batch counts', async () => {
  await store.client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [TableName]: ['a', 'b'].map((name) => ({ PutRequest: { Item: key(name) } })),
      },
    }),
  );
  await store.client.send(
    new BatchGetItemCommand({
      RequestItems: { [TableName]: { Keys: [key('a'), key('b')], ConsistentRead: true } },
    }),
  );
  counted({ writes: 2, writeUnits: 2, reads: 2, readUnits: 2 });
});

test('an index costs a write when its entry comes, changes or goes, two when its key changes', async () => {
  const costs: number[] = [];
  const cost = async (write: Promise<unknown>) => {
    await write;
    costs.push(store.db.counts().indexWriteUnits);
    store.db.resetCounts();
  };
  await cost(put('indexed'));
  await cost(put('indexed', work('parked')));
  await cost(put('indexed', { ...work('parked'), payload: { S: 'not in the index' } }));
  await cost(put('indexed', work('parked', '2')));
  await cost(put('indexed', work('owned', '2')));
  await cost(store.client.send(new DeleteItemCommand({ TableName, Key: key('indexed') })));
  expect(costs).toEqual([0, 1, 0, 2, 2, 1]);
});

test('reading an index counts as the one read that was asked for', async () => {
  await put('indexed', work('parked'));
  store.db.resetCounts();
  await store.client.send(
    new QueryCommand({
      TableName,
      IndexName: WORK_INDEX,
      KeyConditionExpression: 'workKey = :key',
      ExpressionAttributeValues: { ':key': { S: 'parked' } },
    }),
  );
  counted({ reads: 1, readUnits: 0.5 });
});

test('a duplicate that is executed counts, a request that is not does not', async () => {
  store.db.faults.add({
    match: () => true,
    times: 1,
    fault: { kind: 'duplicate', when: 'at-once' },
  });
  store.db.faults.add({ match: () => true, times: 1, fault: { kind: 'throttle' } });
  await put('twice');
  await expect(put('never')).rejects.toBeDefined();
  counted({ writes: 2, writeUnits: 2 });
});

test('a table can be asked for alone', async () => {
  await put('a');
  expect(store.db.counts(TableName).writes).toBe(1);
  expect(store.db.counts('another')).toEqual(nothing);
});

test('the consumed capacity is told to a client that asks for it, and to no other', async () => {
  const Item = key('a');
  const silent = await store.client.send(new PutItemCommand({ TableName, Item }));
  const told = await store.client.send(
    new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: 'TOTAL' }),
  );
  expect(silent.ConsumedCapacity).toBeUndefined();
  expect(told.ConsumedCapacity).toEqual({ TableName, CapacityUnits: 1 });
});
