import { areSaved, effectsOf, isDone, order, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ leaseSeconds: 4 });
});
afterAll(() => cluster.close());

/** Kills the node that has done this step of an order, as its process stands now. */
async function killNodeOf(id: string, step: string): Promise<string> {
  const { task } = effectsOf(cluster.ledger, id).find((effect) => effect.step === step) ?? {};
  const node = (await cluster.nodes()).find((each) => each.task === task);
  if (!node) throw new Error(`No node has done ${step} of ${id}`);
  process.kill(node.pid, 'SIGKILL');
  return node.task;
}

const tasksOf = (id: string) => [...new Set(effectsOf(cluster.ledger, id).map(({ task }) => task))];

test('an execution whose node is killed in mid-step is resumed elsewhere, and its caller gets the one result', async () => {
  const request = order('killed-in-step', 6);
  const asked = { service: 'orders', body: request, key: request.order };
  const answering = cluster.call(asked);
  // The next steps take a second each: they are under way now.
  await until(() =>
    areSaved(cluster.executions, cluster.ledger, request.order, [
      'warehouse/pick-1',
      'courier/book-van',
    ]),
  );
  const killed = await killNodeOf(request.order, 'pick-1');
  const answer = await answering;

  expect(answer.way).toContain(502);
  expect(answer).toMatchObject({ status: 200, body: { order: request.order, release: '1' } });
  expect(await cluster.call(asked)).toMatchObject({ status: 200, body: answer.body });
  expect(tasksOf(request.order)).toEqual([killed, expect.any(String)]);
  // What was cut off had not had its effect yet.
  expect(violations(cluster.ledger, [{ order: request, answer }])).toEqual([]);
});

test('a step that is cut off between its effect and its checkpoint runs again, with the same key, and no other does', async () => {
  const request = order('killed-before-checkpoint', 6);
  const unsaved = cluster.cloud.dynamodb.faults.add({
    match: ({ operation, body }) =>
      operation !== 'GetItem' && /pick-1|book-van/.test(JSON.stringify(body)),
    fault: { kind: 'drop-request' },
  });
  const answering = cluster.call({ service: 'orders', body: request, key: request.order });
  await until(() => isDone(cluster.ledger, request.order, 'pick-1'));
  await until(() => isDone(cluster.ledger, request.order, 'book-van'));
  await killNodeOf(request.order, 'pick-1');
  unsaved.remove();
  const answer = await answering;

  expect(answer).toMatchObject({ status: 200, body: { order: request.order, release: '1' } });
  const found = violations(cluster.ledger, [{ order: request, answer }]);
  const twice = { kind: 'repeated', order: request.order, times: 2, keys: [expect.any(String)] };
  expect(found).toEqual([
    { ...twice, step: expect.stringMatching(/pick-1|book-van/) },
    { ...twice, step: expect.stringMatching(/pick-1|book-van/) },
  ]);
});
