import { done, entryFiles, keyed, services } from '../support/keyed';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ entryFiles });
});
afterAll(() => cluster.close());

const onceInOrder = { steps: ['a', 'b', 'c'], executions: 1 };

test('the same key is one execution during a drain and across releases, in each way of saving', async () => {
  const [[one], [other]] = await Promise.all([cluster.nodes('first'), cluster.nodes('second')]);
  const before = await Promise.all(services.map((each) => keyed(cluster, each, `before-${each}`)));

  const upgrade = await cluster.startUpgrade();
  const states = async () => (await cluster.visits(upgrade)).map(({ state }) => state);
  await until(async () => (await states()).includes('Shift requests away'));
  const slow = (service: string, node = one) =>
    keyed(cluster, service, `drained-${service}`, { node, stepMs: 2_500 });
  const begun = services.map((each) => slow(each));
  await until(async () => (await cluster.mode('first')).mode === 'draining');
  const repeated = services.flatMap((each) => [slow(each), slow(each, other)]);
  const [outcome, ...answers] = await Promise.all([
    cluster.awaitUpgrade(upgrade),
    ...begun,
    ...repeated,
  ]);
  const after = await Promise.all(services.map((each) => keyed(cluster, each, `before-${each}`)));

  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  for (const service of services) {
    const ofOne = answers.filter(({ body }) => body.id === `drained-${service}`);
    expect(ofOne.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(ofOne.map(({ body }) => body.release)).size).toBe(1);
    expect(done(cluster, `drained-${service}`)).toEqual(onceInOrder);
    expect(done(cluster, `before-${service}`)).toEqual(onceInOrder);
  }
  // What was answered on the first release is answered so for good.
  expect(before.map(({ body }) => body.release)).toEqual(services.map(() => '1'));
  expect(after.map(({ body }) => body)).toEqual(before.map(({ body }) => body));
});
