import {
  type AttributeValue,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { systemClock } from '../../../../core/clock';
import { WORK_INDEX } from '../../../../store/keys';
import { type Store, TableName, key, openStore } from './store';

const DELAY = 1_000;
let now = 0;
let store: Store;

beforeEach(async () => {
  store = await openStore({
    indexDelayMs: DELAY,
    clock: { ...systemClock, elapsed: () => now },
  });
});
afterEach(() => store.close());

const put = (name: string, workKey: string | undefined, workAt = 0) =>
  store.client.send(
    new PutItemCommand({
      TableName,
      Item: {
        ...key(name),
        payload: { S: 'not in the index' },
        ...(workKey !== undefined && { workKey: { S: workKey }, workAt: { N: String(workAt) } }),
      },
    }),
  );
const leaveIndex = (name: string) =>
  store.client.send(
    new UpdateItemCommand({
      TableName,
      Key: key(name),
      UpdateExpression: 'REMOVE workKey, workAt',
    }),
  );
const remove = (name: string) =>
  store.client.send(new DeleteItemCommand({ TableName, Key: key(name) }));

async function items(workKey: string, limit?: number): Promise<Record<string, AttributeValue>[]> {
  const found: Record<string, AttributeValue>[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await store.client.send(
      new QueryCommand({
        TableName,
        IndexName: WORK_INDEX,
        KeyConditionExpression: 'workKey = :key',
        ExpressionAttributeValues: { ':key': { S: workKey } },
        ...(limit !== undefined && { Limit: limit }),
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    found.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}
const names = async (workKey: string, limit?: number) =>
  (await items(workKey, limit)).map((item) => item.pk?.S);

test('an index shows a write when the delay has passed, and not before', async () => {
  await put('a', 'parked', 7);
  expect(await names('parked')).toEqual([]);
  now += DELAY - 1;
  expect(await names('parked')).toEqual([]);
  now += 1;
  expect(await items('parked')).toEqual([
    { ...key('a'), workKey: { S: 'parked' }, workAt: { N: '7' } },
  ]);
});

test('without a delay an index shows a write at once', async () => {
  const prompt = await openStore();
  await prompt.client.send(
    new PutItemCommand({
      TableName,
      Item: { ...key('a'), workKey: { S: 'parked' }, workAt: { N: '1' } },
    }),
  );
  const { Count } = await prompt.client.send(
    new QueryCommand({
      TableName,
      IndexName: WORK_INDEX,
      KeyConditionExpression: 'workKey = :key',
      ExpressionAttributeValues: { ':key': { S: 'parked' } },
    }),
  );
  expect(Count).toBe(1);
  await prompt.close();
});

test('an item that leaves the index or is deleted is shown until the delay has passed', async () => {
  await put('a', 'parked', 1);
  await put('b', 'parked', 2);
  now += DELAY;
  await leaveIndex('a');
  await remove('b');
  expect(await names('parked')).toEqual(['a', 'b']);
  now += DELAY;
  expect(await names('parked')).toEqual([]);
});

test('an item moves from one key of the index to another as one', async () => {
  await put('a', 'parked');
  now += DELAY;
  await put('a', 'owned');
  expect([await names('parked'), await names('owned')]).toEqual([['a'], []]);
  now += DELAY;
  expect([await names('parked'), await names('owned')]).toEqual([[], ['a']]);
});

test('pages and order are those of the index', async () => {
  for (const [name, at] of Object.entries({ a: 3, b: -1, c: 20 })) await put(name, 'parked', at);
  now += DELAY;
  expect(await names('parked', 1)).toEqual(['b', 'a', 'c']);
});

test('writes of a batch reach the index', async () => {
  await put('gone', 'parked');
  await store.client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [TableName]: [
          { DeleteRequest: { Key: key('gone') } },
          {
            PutRequest: {
              Item: { ...key('new'), workKey: { S: 'parked' }, workAt: { N: '1' } },
            },
          },
        ],
      },
    }),
  );
  now += DELAY;
  expect(await names('parked')).toEqual(['new']);
});

test('a refused write does not reach the index', async () => {
  await put('a', 'parked');
  const refused = new DeleteItemCommand({
    TableName,
    Key: key('a'),
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await expect(store.client.send(refused)).rejects.toBeDefined();
  now += DELAY;
  expect(await names('parked')).toEqual(['a']);
});

test('a frozen index shows what it showed, until it is thawed', async () => {
  await put('a', 'parked', 1);
  now += DELAY;
  await put('b', 'parked', 2);
  const thaw = store.db.faults.freezeIndexes();
  now += 10 * DELAY;
  await remove('a');
  expect(await names('parked')).toEqual(['a']);
  thaw();
  expect(await names('parked')).toEqual(['a', 'b']);
  now += DELAY;
  expect(await names('parked')).toEqual(['b']);
});

test('the table itself never lags', async () => {
  store.db.faults.freezeIndexes();
  await put('a', 'parked');
  const { Item } = await store.client.send(
    new GetItemCommand({ TableName, Key: key('a'), ConsistentRead: true }),
  );
  expect(Item).toMatchObject({ workKey: { S: 'parked' } });
});

test('many writers of one item leave the index with the last of their commits', async () => {
  await Promise.all(
    Array.from({ length: 30 }, (_, n) => (n % 3 === 0 ? remove('a') : put('a', `work ${n}`))),
  );
  const { Item } = await store.client.send(
    new GetItemCommand({ TableName, Key: key('a'), ConsistentRead: true }),
  );
  now += DELAY;
  const shown = await Promise.all(Array.from({ length: 30 }, (_, n) => names(`work ${n}`)));
  expect(shown.flat()).toHaveLength(Item ? 1 : 0);
  if (Item) expect(await names(Item.workKey?.S ?? '')).toEqual(['a']);
});

test('whatever is written and when, an index shows the table as it was one delay ago', async () => {
  const write = fc.record({
    wait: fc.integer({ min: 0, max: DELAY }),
    name: fc.constantFrom('a', 'b', 'c'),
    to: fc.constantFrom('x', 'y', 'nowhere', 'deleted'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 15 }), async (writes) => {
      now += 10 * DELAY;
      await Promise.all(['a', 'b', 'c'].map(remove));
      now += DELAY;
      const history: { at: number; name: string; to: string }[] = [];
      for (const { wait, name, to } of writes) {
        now += wait;
        if (to === 'deleted') await remove(name);
        else await put(name, to === 'nowhere' ? undefined : to);
        history.push({ at: now, name, to });
        const then = new Map(
          history.filter(({ at }) => at <= now - DELAY).map((each) => [each.name, each.to]),
        );
        for (const workKey of ['x', 'y']) {
          const expected = [...then].filter(([, at]) => at === workKey).map(([of]) => of);
          expect((await names(workKey)).sort()).toEqual(expected.sort());
        }
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);
