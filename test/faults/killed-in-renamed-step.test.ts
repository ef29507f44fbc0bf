import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { paymentSteps } from '../../examples/shop/domain/plan';
import { entryFile } from '../../local/deployment/releases';
import { approve, awaitAsking } from '../support/approve';
import type { Answer } from '../support/caller';
import { effectsOf, isDone, order, savedSteps } from '../support/orders';
import { type Cluster, type NodeProcess, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { until } from '../support/until';

// Release 2 calls it `charge`, release 3 `take-payment`: its translator says so.

jest.setTimeout(240_000);

let cluster: Cluster;
/** Every order that was placed. */
const placed = new Map<string, Promise<Answer>>();

beforeAll(async () => {
  const entryFiles = { from: entryFile('2', false), to: entryFile('3', false) };
  cluster = await startCluster({ entryFiles, leaseSeconds: 15 });
});
afterAll(() => cluster?.close());

async function place(id: string): Promise<string> {
  placed.set(id, cluster.call({ service: 'orders', body: order(id, 8), key: id }));
  await until(() => isDone(cluster.ledger, id, 'price'));
  return id;
}

const paymentsOf = (id: string) =>
  effectsOf(cluster.ledger, id).filter(({ step }) => paymentSteps.includes(step));
const isOnRelease2 = (id: string) =>
  effectsOf(cluster.ledger, id).some(({ step, release }) => step === 'price' && release === '2');
const isSaved = async (id: string, step: string) =>
  (await savedSteps(cluster.executions, cluster.ledger, id)).includes(step);

/** Resolves once it does nothing any more, and what it had sent to the ledger stands there. */
async function stop(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await until(async () => {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]);
    return stdout.trim().startsWith('T');
  });
  // What was sent earlier is read no later: by the first answer its connection is open, by the second it is read.
  for (let asked = 0; asked < 2; asked++)
    await fetch(`${cluster.ledger.url}/effects`).then((answer) => answer.text());
}

/** Places orders until this process is stopped with one in the middle of the step: its work lasts 150 ms. */
async function stopBeforeItsEffect({ pid }: NodeProcess): Promise<string> {
  for (let n = 0; n < 40; n++) {
    const id = await place(`before-${n}`);
    if (!isOnRelease2(id)) continue;
    await until(() => isSaved(id, 'screen'), { everyMs: 2 });
    // Only so that the step has most likely begun: whether it has had its effect is seen below.
    await sleep(40);
    await stop(pid);
    if (paymentsOf(id).length === 0) return id;
    process.kill(pid, 'SIGCONT');
  }
  throw new Error('None was stopped before its effect');
}

test('a process that is killed inside a step which the translator renames charges once', async () => {
  const upgrade = await cluster.startUpgrade(undefined, { approval: 'afterFirst' });
  const token = await awaitAsking(cluster);
  // One instance is on either release. What release 2 has charged is not saved, however late it sends that, so that it is
  // cut off in that step.
  const unsaved = cluster.cloud.dynamodb.faults.add({
    match: ({ body }) => JSON.stringify(body).includes(String.raw`\"charge\",\"ok\"`),
    fault: { kind: 'drop-request' },
  });
  const all = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => place(`after-${n}`)));
  const after = all.filter(isOnRelease2);
  await until(() => after.every((id) => isDone(cluster.ledger, id, 'charge')));
  expect(after.length).toBeGreaterThanOrEqual(2);
  const [node] = await cluster.nodes('second');
  if (!node) throw new Error('There is a node on release 2');
  const before = await stopBeforeItsEffect(node);
  const charged = [...placed.keys()].filter((id) => isDone(cluster.ledger, id, 'charge'));
  await cluster.kill(node);
  // From now on only release 3 takes over what it has left.
  await approve(cluster, token);
  const answers = await Promise.all(placed.values());

  expect(await cluster.awaitUpgrade(upgrade)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
  expect(unsaved.hits()).toBeGreaterThan(0);
  expect(answers.map(({ status, body }) => [status, body.release])).toEqual(
    answers.map(() => [200, '3']),
  );
  expect(paymentsOf(before)).toMatchObject([{ step: 'take-payment', release: '3' }]);
  for (const id of placed.keys()) {
    // Where it had its effect before the process was killed, it was done again under its first key: whoever deduplicates
    // by that has charged once.
    const payments = paymentsOf(id);
    expect(payments.map(({ step, release }) => [step, release])).toEqual([
      ...(charged.includes(id) ? [['charge', '2']] : []),
      ['take-payment', '3'],
    ]);
    expect(new Set(payments.map(({ key }) => key)).size).toBe(1);
    // Nothing else was done twice.
    const others = effectsOf(cluster.ledger, id).filter(({ step }) => !paymentSteps.includes(step));
    expect(others.map(({ step }) => step)).toEqual([...new Set(others.map(({ step }) => step))]);
  }
});
