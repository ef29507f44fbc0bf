import { connect } from 'node:net';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Store, TableName, key, openStore } from './store';

let store: Store;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const put = () => store.client.send(new PutItemCommand({ TableName, Item: key('a') }));

test('a client that resets its connection in mid-body harms nobody', async () => {
  const { hostname, port } = new URL(store.db.endpoint);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve) => socket.once('connect', resolve));
  await new Promise((resolve) =>
    socket.write('POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 1000\r\n\r\n{"Table', resolve),
  );
  socket.resetAndDestroy();
  await put();
});

test('a body that is not JSON is refused', async () => {
  for (const body of ['{"TableName": ', '', 'null', '"text"']) {
    const response = await fetch(store.db.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
      body,
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { __type: 'com.amazon.coral.service#SerializationException' },
    ]);
  }
});

test('an operation that is not there is refused', async () => {
  const response = await fetch(store.db.endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' },
    body: '{}',
  });
  expect([response.status, await response.json()]).toEqual([
    400,
    { __type: 'com.amazon.coral.service#UnknownOperationException' },
  ]);
});

test('an idle connection is kept longer than any client keeps it', async () => {
  const response = await fetch(store.db.endpoint, { method: 'POST', body: '{}' });
  expect(response.headers.get('keep-alive')).toBe('timeout=60');
});

test('a table is there when its creation is answered, and gone when its deletion is', async () => {
  const other = await openStore();
  const { Table } = await other.client.send(new DescribeTableCommand({ TableName }));
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE' }],
  });
  await other.client.send(new DeleteTableCommand({ TableName }));
  expect((await other.client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  await expect(
    other.client.send(new PutItemCommand({ TableName, Item: key('a') })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await other.close();
});
