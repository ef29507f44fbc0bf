import { paymentSteps } from '../../examples/shop/domain/plan';
import { entryFile } from '../../local/deployment/releases';
import { approve, awaitAsking } from '../support/approve';
import { effectsOf, isDone, order } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { until } from '../support/until';

// Release 2 calls it `charge`, release 3 `take-payment`: its translator says so.

jest.setTimeout(240_000);

let cluster: Cluster;

beforeAll(async () => {
  const entryFiles = { from: entryFile('2', false), to: entryFile('3', false) };
  cluster = await startCluster({ entryFiles, leaseSeconds: 15 });
});
afterAll(() => cluster?.close());

const paymentsOf = (id: string) =>
  effectsOf(cluster.ledger, id).filter(({ step }) => paymentSteps.includes(step));
const isOnRelease2 = (id: string) =>
  effectsOf(cluster.ledger, id).some(({ step, release }) => step === 'price' && release === '2');

test('a process that is killed inside a step which the translator renames charges once', async () => {
  const { ledger } = cluster;
  const upgrade = await cluster.startUpgrade(undefined, { approval: 'afterFirst' });
  const token = await awaitAsking(cluster);
  // One instance is on either release. What release 2 has charged is not saved, however late it sends that, so that it is
  // cut off in that step.
  const unsaved = cluster.cloud.dynamodb.faults.add({
    match: ({ body }) => JSON.stringify(body).includes(String.raw`\"charge\",\"ok\"`),
    fault: { kind: 'drop-request' },
  });
  const requests = Array.from({ length: 8 }, (_, n) => order(`order-${n}`, 8));
  const ids = requests.map(({ order: id }) => id);
  const answering = requests.map((body) =>
    cluster.call({ service: 'orders', body, key: body.order }),
  );
  await until(() => ids.every((id) => isDone(ledger, id, 'price')));
  const cutOff = ids.filter(isOnRelease2);
  await until(() => cutOff.every((id) => isDone(ledger, id, 'charge')));
  for (const node of await cluster.nodes('second')) await cluster.kill(node);
  // From now on only release 3 takes over what it has left.
  await approve(cluster, token);
  const answers = await Promise.all(answering);
  expect(unsaved.hits()).toBeGreaterThan(0);

  expect(await cluster.awaitUpgrade(upgrade)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
  expect(cutOff.length).toBeGreaterThanOrEqual(2);
  expect(answers.map(({ status, body }) => [status, body.release])).toEqual(
    answers.map(() => [200, '3']),
  );
  for (const id of ids) {
    // It was done again, under its new name and its first key: who deduplicates by the key has charged once.
    const payments = paymentsOf(id);
    expect(payments.map(({ step, release }) => [step, release])).toEqual([
      ...(cutOff.includes(id) ? [['charge', '2']] : []),
      ['take-payment', '3'],
    ]);
    expect(new Set(payments.map(({ key }) => key)).size).toBe(1);
    // Nothing else was done twice.
    const others = effectsOf(ledger, id).filter(({ step }) => !paymentSteps.includes(step));
    expect(others.map(({ step }) => step)).toEqual([...new Set(others.map(({ step }) => step))]);
  }
});
