import { isDone, order } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { stateOf } from '../support/state-of';
import { until } from '../support/until';

// An order on the first instance asks for a price, and the price does not come.

let cluster: Cluster;
let placing: Promise<Response>;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.25, leaseSeconds: 20 });
  signalCatalog('SIGSTOP');
  const [node] = await cluster.nodes('first');
  placing = fetch(`${node?.url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order('O-1', 2)),
  });
  await until(async () => (await cluster.nodes('first'))[0]?.record?.figures.owned === 1);
});
afterAll(() => cluster?.close());

function signalCatalog(signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const { instance, container, pid } of cluster.processes())
    if (instance === 'first' && container === 'catalog') process.kill(pid, signal);
}

test('a step that outlasts the time-out fails the upgrade, and its instance serves as before', async () => {
  const { from } = cluster.shop.releases;
  const { services, definitions, tasks } = await stateOf(cluster);
  const outcome = await cluster.awaitUpgrade(
    await cluster.startUpgrade(undefined, { handoverTimeoutSeconds: 5 }),
  );
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'HandoverTimedOut' });
  expect(outcome.cause).toMatch(
    /^Instance first was not vacated within 5 s: 0 of 1 tasks .*owned 1/,
  );
  expect(await stateOf(cluster)).toMatchObject({ services, definitions, tasks });
  expect(outcome.cause).toContain('\nRolled back: ');
  expect(await standingOf(cluster)).toEqual(settledAt(from));
});

test('the order then finishes, and the same update completes', async () => {
  signalCatalog('SIGCONT');
  const answer = await placing;
  expect(answer.status).toBe(200);
  expect(isDone(cluster.ledger, 'O-1', 'notify')).toBe(true);

  const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});
