import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { audited } from '../support/audit';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { toldOf } from '../support/told';
import { until } from '../support/until';

// An upgrade is stopped, as an operator does it in the console, and nobody runs it again.

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ cleanUp: true, waitScale: 0.1 });
});
afterAll(() => cluster?.close());

const stop = (executionArn: string) =>
  cluster.cloud.clients.stateMachines.send(new StopExecutionCommand({ executionArn }));

/** Of the clean-ups so far, the newest first. */
async function cleanUps() {
  const stateMachineArn = `${cluster.shop.transship.stateMachineArn}-clean-up`;
  const { executions = [] } = await cluster.cloud.clients.stateMachines.send(
    new ListExecutionsCommand({ stateMachineArn }),
  );
  return executions.map(({ status, executionArn = '' }) => ({ status, executionArn }));
}

async function stopIn(state: string): Promise<string> {
  const upgrade = await cluster.startUpgrade();
  await until(async () => (await cluster.visits(upgrade)).some((visit) => visit.state === state));
  await stop(upgrade);
  return upgrade;
}

test('one that is stopped while it hands over leaves a cluster that serves as before, and a free lock', async () => {
  const quotes = startQuotes(cluster.url);
  const stopped = await stopIn('Await handover');
  await until(async () => (await cleanUps())[0]?.status === 'SUCCEEDED');
  expect(failuresOf(await quotes.stop())).toEqual([]);
  expect(await standingOf(cluster)).toEqual({
    ...settledAt(cluster.shop.releases.from),
    unfinished: true,
  });
  expect(await toldOf(cluster)).toMatchObject({ lock: 'free' });
  expect(await audited(cluster)).toMatchObject([
    { execution: stopped, ended: { outcome: 'stopped' } },
  ]);
});

test('a clean-up lets the next upgrade have the lock, and changes nothing more', async () => {
  const stopped = await stopIn('Await handover');
  await until(async () => ![undefined, stopped].includes((await cluster.lock()).holder));
  const upgrade = await cluster.startUpgrade();
  expect(await cluster.awaitUpgrade(upgrade)).toMatchObject({ status: 'SUCCEEDED' });
  await until(async () => (await cleanUps()).every(({ status }) => status === 'SUCCEEDED'));
  expect(await cleanUps()).toHaveLength(2);
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
  expect(await audited(cluster)).toMatchObject([
    { execution: upgrade, ended: { outcome: 'succeeded' } },
    { execution: stopped, ended: { outcome: 'stopped' } },
    { ended: { outcome: 'stopped' } },
  ]);
});

test('one that comes late, or after an upgrade that has freed its lock itself, finds nothing to do', async () => {
  const { generation } = await cluster.lock();
  const refused = await cluster.startUpgrade();
  expect(await cluster.awaitUpgrade(refused)).toMatchObject({ error: 'ReleaseAlreadyInstalled' });
  await until(async () => {
    const all = await cleanUps();
    return all.length === 3 && all.every(({ status }) => status === 'SUCCEEDED');
  });
  expect(await cluster.lock()).toEqual({ generation });
});
