import { done, entryFiles, keyed, services } from '../support/keyed';
import { effectsOf } from '../support/orders';
import { type Cluster, type NodeProcess, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ entryFiles, leaseSeconds: 12 });
});
afterAll(() => cluster.close());

const onceInOrder = { steps: ['a', 'b', 'c'], executions: 1 };

async function oneOfEach(): Promise<[NodeProcess, NodeProcess]> {
  const [[one], [other]] = await Promise.all([cluster.nodes('first'), cluster.nodes('second')]);
  if (!one || !other) throw new Error('An instance has no node');
  return [one, other];
}

test.each(services)(
  'the same key at two nodes at once is one execution with one result, saved %s',
  async (service) => {
    const [one, other] = await oneOfEach();
    const id = `at-two-nodes-${service}`;
    const [first, second, again] = await Promise.all([
      keyed(cluster, service, id, { node: one }),
      keyed(cluster, service, id, { node: other }),
      keyed(cluster, service, id, { node: one }),
    ]);
    expect(first).toMatchObject({ status: 200, body: { id, release: '1' } });
    expect([second, again]).toMatchObject(
      [first, first].map(({ status, body }) => ({ status, body })),
    );
    expect(done(cluster, id)).toEqual(onceInOrder);
  },
);

test('the same key, sent to another node after the first was killed, is the same execution, in each way of saving', async () => {
  const [one, other] = await oneOfEach();
  const id = (service: string) => `killed-${service}`;
  const cutOff = services.map((service) =>
    keyed(cluster, service, id(service), { node: one, stepMs: 1_000 }),
  );
  await until(() => services.every((service) => effectsOf(cluster.ledger, id(service)).length > 0));
  await cluster.kill(one);
  const repeated = await Promise.all(
    services.map((service) => keyed(cluster, service, id(service), { node: other, stepMs: 1_000 })),
  );

  const results = services.map((service) => {
    return { status: 200, body: { id: id(service), release: '1' } };
  });
  expect(repeated).toMatchObject(results);
  expect(await Promise.all(cutOff)).toMatchObject(results);
  for (const service of services) {
    const { steps, executions } = done(cluster, id(service));
    expect(executions).toBe(1);
    // The step that was cut off may stand twice.
    expect([...new Set(steps)]).toEqual(['a', 'b', 'c']);
    expect(steps.length).toBeLessThanOrEqual(4);
  }
});
