import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf, telling } from '../support/standing';
import { Succession } from '../support/succession';

let cluster: Cluster;
let succession: Succession;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.25, leaseSeconds: 20, lambdaTimeoutSeconds: 30 });
  await telling(cluster, { lambdaTimeoutSeconds: 1 });
  succession = new Succession(cluster);
});
afterAll(() => cluster?.close());

async function signalNode(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  for (const { pid } of await cluster.nodes('first')) process.kill(pid, signal);
}

test('a Lambda that sleeps when it is to stop a frozen node, and wakes too late, does not stop it', async () => {
  await succession.arriveAt('Drain');
  await signalNode('SIGSTOP');
  const { outcome, before, after } = await succession.overtake({
    functionName: 'AwaitHandover',
    operation: 'GetItem',
    item: 'lock',
  });
  expect(outcome).toMatchObject({ ok: false, errorType: 'LockLost' });
  expect(after).toEqual(before);
});

test('the node recovers, and the upgrade completes', async () => {
  await signalNode('SIGCONT');
  const outcome = await cluster.awaitUpgrade(await succession.goOn());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});
