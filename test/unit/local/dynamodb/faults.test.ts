import {
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../../../core/clock';
import type { Fault, StoreRequest } from '../../../../local/dynamodb';
import { type Store, TableName, clientOf, key, openStore } from './store';

let store: Store;
const sleeps: { ms: number; over: () => void }[] = [];
const clock = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      sleeps.push({ ms, over: resolve });
      signal?.addEventListener('abort', () => resolve());
    }),
};

beforeAll(async () => {
  store = await openStore({ clock });
});
afterEach(() => store.db.faults.clear());
afterAll(() => store.close());

const put = (name: string, value: string) =>
  store.client.send(new PutItemCommand({ TableName, Item: { ...key(name), value: { S: value } } }));
const add = (name: string) =>
  store.client.send(
    new UpdateItemCommand({
      TableName,
      Key: key(name),
      UpdateExpression: 'ADD amount :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }),
  );
/** A fenced write, as the store makes them: only from one seq to the next. */
const advance = (name: string, from: number, options: Partial<UpdateItemCommandInput> = {}) =>
  store.client.send(
    new UpdateItemCommand({
      TableName,
      Key: key(name),
      UpdateExpression: 'SET seq = :next',
      ConditionExpression: from === 0 ? 'attribute_not_exists(seq)' : 'seq = :from',
      ExpressionAttributeValues: {
        ':next': { N: String(from + 1) },
        ...(from > 0 && { ':from': { N: String(from) } }),
      },
      ...options,
    }),
  );
const read = async (name: string) => {
  const { Item } = await store.client.send(
    new GetItemCommand({ TableName, Key: key(name), ConsistentRead: true }),
  );
  return Item;
};
const writesOf = (name: string) => (request: StoreRequest) =>
  request.operation !== 'GetItem' && request.key?.pk === name;
/** How a client sees a connection that broke. */
const broken = /socket hang up|ECONNRESET/;
const strike = (name: string, fault: Fault, times = 1) =>
  store.db.faults.add({ match: writesOf(name), times, fault });

test('a dropped request breaks the connection and is not executed', async () => {
  strike('lost', { kind: 'drop-request' });
  await expect(put('lost', 'a')).rejects.toThrow(broken);
  expect(await read('lost')).toBeUndefined();
});

test('a dropped answer breaks the connection after the write is executed', async () => {
  strike('unanswered', { kind: 'drop-answer' });
  await expect(put('unanswered', 'a')).rejects.toThrow(broken);
  expect(await read('unanswered')).toMatchObject({ value: { S: 'a' } });
});

test('a client that tries again after a lost answer meets its own write', async () => {
  strike('again', { kind: 'drop-answer' });
  const patient = clientOf(store.db.endpoint, 3);
  const write = new PutItemCommand({
    TableName,
    Item: key('again'),
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await expect(patient.send(write)).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
  });
  patient.destroy();
});

test('a throttled request is refused as DynamoDB refuses it, and is not executed', async () => {
  strike('throttled', { kind: 'throttle' });
  await expect(put('throttled', 'a')).rejects.toMatchObject({
    name: 'ProvisionedThroughputExceededException',
  });
  expect(await read('throttled')).toBeUndefined();
});

test('a delayed request is executed when its delay is over, and not before', async () => {
  const fault = strike('late', { kind: 'delay', ms: 1_234 });
  const hit = fault.nextHit();
  const write = put('late', 'a');
  await hit;
  expect(await read('late')).toBeUndefined();
  const [sleep] = sleeps.splice(0);
  expect(sleep?.ms).toBe(1_234);
  sleep?.over();
  await write;
  expect(await read('late')).toMatchObject({ value: { S: 'a' } });
});

test('a held request holds no other, not even one to the same item', async () => {
  const release = new AbortController();
  const fault = strike('held', { kind: 'hold', until: aborted(release) });
  const hit = fault.nextHit();
  const held = put('held', 'held');
  await hit;
  await put('held', 'later');
  expect(await read('held')).toMatchObject({ value: { S: 'later' } });
  release.abort();
  await held;
  expect(await read('held')).toMatchObject({ value: { S: 'held' } });
});

test('a held request lands after its client has given up', async () => {
  const release = new AbortController();
  const fault = strike('given up', { kind: 'hold', until: aborted(release) });
  const hit = fault.nextHit();
  const client = new AbortController();
  const held = store.client.send(new PutItemCommand({ TableName, Item: key('given up') }), {
    abortSignal: client.signal,
  });
  await hit;
  client.abort();
  await expect(held).rejects.toMatchObject({ name: 'AbortError' });
  expect(await read('given up')).toBeUndefined();
  release.abort();
  while (!(await read('given up')));
});

test('a request duplicated at once is executed twice before its one answer', async () => {
  strike('twice', { kind: 'duplicate', when: 'at-once' });
  await add('twice');
  expect(await read('twice')).toMatchObject({ amount: { N: '2' } });
});

test('the client gets the answer of the first delivery', async () => {
  strike('first', { kind: 'duplicate', when: 'at-once' });
  await advance('first', 0);
  expect(await read('first')).toMatchObject({ seq: { N: '1' } });
});

test('a late duplicate arrives after the next commit to its item, and before that is answered', async () => {
  strike('late duplicate', { kind: 'duplicate', when: 'after-next-commit' });
  await put('late duplicate', 'first');
  await put('elsewhere', 'second');
  expect(await read('late duplicate')).toMatchObject({ value: { S: 'first' } });
  await put('late duplicate', 'second');
  expect(await read('late duplicate')).toMatchObject({ value: { S: 'first' } });
  await put('late duplicate', 'third');
  expect(await read('late duplicate')).toMatchObject({ value: { S: 'third' } });
});

test('a late duplicate does not count a refused write as a commit', async () => {
  strike('refused', { kind: 'duplicate', when: 'after-next-commit' });
  await add('refused');
  await expect(advance('refused', 7)).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
  });
  expect(await read('refused')).toMatchObject({ amount: { N: '1' } });
  await advance('refused', 0);
  expect(await read('refused')).toMatchObject({ amount: { N: '2' } });
});

test('a late duplicate of a fenced write is refused by its own condition', async () => {
  strike('fenced', { kind: 'duplicate', when: 'after-next-commit' });
  await advance('fenced', 0);
  await advance('fenced', 1);
  expect(await read('fenced')).toMatchObject({ seq: { N: '2' } });
});

test('of ten late duplicates in a row, each arrives after the write that follows it', async () => {
  const fault = strike('ten', { kind: 'duplicate', when: 'after-next-commit' }, 10);
  for (let n = 0; n < 11; n += 1) await add('ten');
  expect(fault.hits()).toBe(10);
  // 11 sent, and 10 again; the last of those that were sent twice follows the eleventh.
  expect(await read('ten')).toMatchObject({ amount: { N: '21' } });
});

test('a rule strikes as often as it says, the first that matches alone', async () => {
  const first = strike('rules', { kind: 'throttle' }, 2);
  const second = strike('rules', { kind: 'drop-request' }, Infinity);
  for (const hits of [1, 2]) {
    await expect(put('rules', 'a')).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
    });
    expect([first.hits(), second.hits()]).toEqual([hits, 0]);
  }
  await expect(put('rules', 'a')).rejects.toThrow(broken);
  second.remove();
  await put('rules', 'a');
  expect([first.hits(), second.hits()]).toEqual([2, 1]);
});

test('a rule is told what the request is about', async () => {
  const seen: StoreRequest[] = [];
  store.db.faults.add({
    match: (request) => seen.push(request) < 0,
    fault: { kind: 'throttle' },
  });
  await put('told', 'a');
  await read('told');
  expect(seen).toMatchObject([
    { operation: 'PutItem', table: TableName, key: { pk: 'told', sk: 'head' } },
    { operation: 'GetItem', table: TableName, key: { pk: 'told', sk: 'head' } },
  ]);
  expect(seen[0]?.body).toMatchObject({ Item: { value: { S: 'a' } } });
});

test('closing frees everything, held and delayed requests included', async () => {
  const other = await openStore({ clock });
  const faults = [
    other.db.faults.add({
      match: ({ key }) => key?.pk === 'held',
      fault: { kind: 'hold', until: new Promise(() => undefined) },
    }),
    other.db.faults.add({
      match: ({ key }) => key?.pk === 'delayed',
      fault: { kind: 'delay', ms: 1e9 },
    }),
  ];
  const hits = Promise.all(faults.map((fault) => fault.nextHit()));
  const lost = ['held', 'delayed'].map((name) =>
    expect(other.client.send(new PutItemCommand({ TableName, Item: key(name) }))).rejects.toThrow(
      broken,
    ),
  );
  await hits;
  await other.close();
  await Promise.all(lost);
});

const aborted = (controller: AbortController) =>
  new Promise((resolve) => controller.signal.addEventListener('abort', resolve));
