import { effectsOf, isDone, order, savedSteps, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ leaseSeconds: 12 });
});
afterAll(() => cluster.close());

/** Kills the node that has begun an order. Returns its task. */
async function killNodeOf(id: string): Promise<string> {
  const [{ task } = { task: '' }] = effectsOf(cluster.ledger, id);
  const node = (await cluster.nodes()).find((each) => each.task === task);
  if (!node) throw new Error(`No node has begun ${id}`);
  await cluster.kill(node);
  return task;
}

const saved = (id: string) => savedSteps(cluster.executions, cluster.ledger, id);

test('an execution whose node is killed in mid-step is resumed elsewhere, and its caller gets the one result', async () => {
  const request = order('killed-in-step', 6);
  const asked = { service: 'orders', body: request, key: request.order };
  const answering = cluster.call(asked);
  // The next steps take a second each: they are under way now.
  await until(async () => (await saved(request.order)).includes('pick-1'));
  const killed = await killNodeOf(request.order);
  const savedThen = await saved(request.order);
  const answer = await answering;

  expect(answer.way).toContain(502);
  expect(answer).toMatchObject({ status: 200, body: { order: request.order, release: '1' } });
  expect(await cluster.call(asked)).toMatchObject({ status: 200, body: answer.body });
  expect(violations(cluster.ledger, [{ order: request, answer }], savedThen)).toEqual([]);
  const tasks = new Set(effectsOf(cluster.ledger, request.order).map(({ task }) => task));
  expect([...tasks]).toEqual([killed, expect.any(String)]);
});

test('a step that is cut off between its effect and its checkpoint runs again, under the same key, and no other does', async () => {
  const request = order('killed-before-checkpoint', 6);
  const unsaved = cluster.cloud.dynamodb.faults.add({
    match: ({ operation, body }) =>
      operation !== 'GetItem' && /pick-1|book-van/.test(JSON.stringify(body)),
    fault: { kind: 'drop-request' },
  });
  const answering = cluster.call({ service: 'orders', body: request, key: request.order });
  await until(() => isDone(cluster.ledger, request.order, 'pick-1'));
  await until(() => isDone(cluster.ledger, request.order, 'book-van'));
  await killNodeOf(request.order);
  unsaved.remove();
  const answer = await answering;

  expect(answer).toMatchObject({ status: 200, body: { order: request.order, release: '1' } });
  const found = violations(cluster.ledger, [{ order: request, answer }]);
  expect(found).not.toEqual([]);
  for (const violation of found)
    expect(violation).toEqual({
      kind: 'repeated',
      order: request.order,
      step: expect.stringMatching(/^(pick-1|book-van)$/) as string,
      times: 2,
      keys: [expect.any(String)],
    });
});
