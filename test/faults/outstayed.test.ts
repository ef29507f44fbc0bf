import { entryFile } from '../../local/deployment/releases';
import { createAuditStore } from '../../store/audit';
import { effectsOf, isDone, order } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { until } from '../support/until';

// Releases 3 and 4 of the shop cannot go on with what the other has begun, and orders outlast the time that they may stay.

jest.setTimeout(240_000);

let cluster: Cluster;

beforeAll(async () => {
  const entryFiles = { from: entryFile('3', false), to: entryFile('4', false) };
  cluster = await startCluster({ entryFiles, waitScale: 0.3, leaseSeconds: 15 });
});
afterAll(() => cluster?.close());

/** An order that takes longer than all of it. */
async function place(id: string) {
  const answering = cluster.call({ service: 'orders', body: order(id, 200) });
  await until(() => isDone(cluster.ledger, id, 'price'));
  return { answering };
}

const audited = async () => {
  for await (const record of createAuditStore(cluster.table).list('shop')) return record;
  throw new Error('Nothing is recorded');
};

test('what outstays its time is ended with its one result, and the upgrade succeeds', async () => {
  const { answering } = await place('outstays');
  const upgrade = await cluster.startUpgrade(undefined, { staying: { seconds: 10, then: 'fail' } });
  const [outcome, answer] = await Promise.all([cluster.awaitUpgrade(upgrade), answering]);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
  expect(answer).toMatchObject({ status: 500, body: { error: 'StayedTooLong' } });
  expect(answer.body.message).toMatch(/^What version 3 of orders had begun, version 4, which/);

  const record = await cluster.executions.read(answer.execution ?? 'none');
  const saved = record?.outcomes.flatMap(({ kind, id }) => (kind === 'step' ? [id] : [])) ?? [];
  const effects = effectsOf(cluster.ledger, 'outstays');
  // Nothing was cut off, so that what was done outside is what is in the record.
  expect(saved.map((id) => id.split('/').at(-1)).toSorted()).toEqual(
    effects.map(({ step }) => step).toSorted(),
  );
  expect(new Set(effects.map(({ release }) => release))).toEqual(new Set(['3']));
  expect((await audited()).handovers.at(-1)).toMatchObject({
    instance: 'second',
    stayed: 1,
    outstayed: 1,
  });
});

test('without another word the upgrade goes back instead, and says what stays; nothing is lost', async () => {
  const { answering } = await place('goes-on');
  const upgrade = await cluster.startUpgrade(cluster.shop.releases.from, {
    staying: { seconds: 10, then: 'rollBack' },
  });
  const outcome = await cluster.awaitUpgrade(upgrade);
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'StayedTooLong' });
  expect(outcome.cause).toMatch(
    /^1 execution has stayed on instance second for 1\d s, .*1 of orders, because no serving node reads version 4/,
  );
  expect(outcome.cause).toContain('\nRolled back: ');
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
  const releases = effectsOf(cluster.ledger, 'goes-on').map(({ release }) => release);
  expect(new Set(releases)).toEqual(new Set(['4']));
  answering.catch(() => undefined);
});
