import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type ClusterAlarm, addAlarm } from '../support/alarm';
import { isDone, order, violations } from '../support/orders';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { stateOf } from '../support/state-of';
import { until } from '../support/until';

// An operator has the cluster go back: after an upgrade that had succeeded, and out of the middle of one.

let cluster: Cluster;
let alarm: ClusterAlarm;
beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.3 });
  alarm = await addAlarm(cluster);
});
afterAll(() => cluster?.close());

const from = () => cluster.shop.releases.from;
const to = () => cluster.shop.releases.to;

const upgraded = async (execution: string) => (await cluster.awaitUpgrade(execution)).status;

function signalCatalog(signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const { instance, container, pid } of cluster.processes())
    if (instance === 'second' && container === 'catalog') process.kill(pid, signal);
}

const stop = (executionArn: string) =>
  cluster.cloud.clients.stateMachines.send(new StopExecutionCommand({ executionArn }));

async function startedUntil(execution: string, state: string): Promise<string> {
  const arrived = async () =>
    (await cluster.visits(execution)).some((visit) => visit.state === state);
  // It may be the last state of an instance.
  await until(arrived, { withinMs: 150_000 });
  return execution;
}

test('a roll back is refused, and changes nothing, where nothing is recorded to go back to', async () => {
  const before = await stateOf(cluster);
  expect(await cluster.awaitUpgrade(await cluster.startRollBack())).toMatchObject({
    status: 'FAILED',
    error: 'NoFormerRelease',
  });
  expect(await stateOf(cluster)).toEqual(before);
});

test('after an upgrade that has succeeded the cluster goes back in the midst of its work, whatever alarm is on', async () => {
  expect(await upgraded(await cluster.startUpgrade())).toBe('SUCCEEDED');
  const quotes = startQuotes(cluster.url);
  const requests = Array.from({ length: 6 }, (_, n) => order(`back-${n + 1}`, 12));
  const answering = requests.map((body) => cluster.call({ service: 'orders', body }));
  await until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'price')));
  await alarm.set('ALARM');

  const outcome = await cluster.awaitUpgrade(await cluster.startRollBack());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  // In the reverse of the order in which they went forward.
  const drained = outcome.visits.filter(({ state }) => state === 'Drain');
  expect(drained.map(({ instance }) => instance)).toEqual(['second', 'first']);
  expect(await standingOf(cluster)).toEqual(settledAt(from()));
  const answers = await Promise.all(answering);
  expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 200));
  const placed = requests.map((request, index) => ({
    order: request,
    answer: answers[index] ?? { status: 0, body: {}, execution: undefined, way: [] },
  }));
  expect(violations(cluster.ledger, placed)).toEqual([]);
  expect(failuresOf(await quotes.stop())).toEqual([]);
});

test('going back once more comes to where the first roll back came from', async () => {
  expect(await upgraded(await cluster.startRollBack())).toBe('SUCCEEDED');
  expect(await standingOf(cluster)).toEqual(settledAt(to()));
});

test('a roll back that is stopped is carried on by the next one, to the same release', async () => {
  const stopped = await startedUntil(await cluster.startRollBack(), 'Await rollout');
  await stop(stopped);
  expect(await upgraded(stopped)).toBe('ABORTED');
  expect(await upgraded(await cluster.startRollBack())).toBe('SUCCEEDED');
  expect(await standingOf(cluster)).toEqual(settledAt(from()));
});

test('out of the middle of an upgrade that was stopped, it goes back to what ran before that one', async () => {
  await alarm.set('OK');
  const stopped = await startedUntil(await cluster.startUpgrade(), 'Return requests');
  await stop(stopped);
  expect(await upgraded(stopped)).toBe('ABORTED');
  expect(await upgraded(await cluster.startRollBack())).toBe('SUCCEEDED');
  expect(await standingOf(cluster)).toEqual(settledAt(from()));
});

test('a roll back that fails goes back to where it came from', async () => {
  expect(await upgraded(await cluster.startUpgrade())).toBe('SUCCEEDED');
  // The instance that goes back first asks for a price, and the price does not come.
  const [node] = await cluster.nodes('second');
  signalCatalog('SIGSTOP');
  const body = order('long', 2);
  const answering = cluster.call({ url: node?.url, service: 'orders', body });
  await until(async () => (await cluster.nodes('second'))[0]?.record?.figures.owned === 1);
  const outcome = await cluster.awaitUpgrade(
    await cluster.startRollBack({ handoverTimeoutSeconds: 1 }),
  );
  signalCatalog('SIGCONT');
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'HandoverTimedOut' });
  expect(outcome.cause).toContain('Rolled back: ');
  expect(await standingOf(cluster)).toEqual(settledAt(to()));
  const answer = await answering;
  expect(answer.status).toBe(200);
  expect(violations(cluster.ledger, [{ order: body, answer }])).toEqual([]);
});
