import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { createApprovalStore } from '../../store/approval';
import { audited } from '../support/audit';
import { isDone, order, violations } from '../support/orders';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { transshipOn } from '../support/transship';
import { until } from '../support/until';

// An upgrade that waits for somebody's word, and people who give it, refuse it, or do not come.

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.3 });
});
afterAll(() => cluster?.close());

const from = () => cluster.shop.releases.from;
const to = () => cluster.shop.releases.to;

const transship = transshipOn(() => cluster);

/** As long as an instance may take to be upgraded, also on a busy machine. */
const AN_INSTANCE = { withinMs: 150_000 };

/** Resolves once this upgrade waits for approval of this instance. */
async function asked(execution: string, instance: string): Promise<void> {
  const approvals = createApprovalStore(cluster.table);
  await until(async () => {
    const approval = await approvals.read(cluster.shop.configuration.name);
    return approval?.execution === execution && approval.instance === instance;
  }, AN_INSTANCE);
}

const nothingWaits = [1, expect.stringMatching(/^NothingToApprove: /)];

test('nothing is approved of where nothing waits', async () => {
  const { code, stderr } = await transship('approve');
  expect([code, stderr]).toEqual(nothingWaits);
  const wrong = await transship('approve', '--comment', ' ');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--comment')]);
});

test('before each instance it waits under requests, goes on when it is approved of, and keeps who has said so', async () => {
  const quotes = startQuotes(cluster.url);
  const requests = Array.from({ length: 4 }, (_, n) => order(`approved-${n + 1}`, 20));
  const answering = requests.map((body) => cluster.call({ service: 'orders', body }));
  await until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'price')));
  const before = await standingOf(cluster);
  const execution = await cluster.startUpgrade(undefined, { approval: 'beforeEach' });

  await asked(execution, 'first');
  expect(await standingOf(cluster)).toEqual({ ...before, holder: execution, unfinished: true });
  const status = await transship('status');
  expect(status.stdout).toMatch(/Waits since .* for approval .* instance first: transship approve/);
  const seen = JSON.parse((await transship('status', '--json')).stdout) as { approval: object };
  expect(Object.keys(seen.approval)).toEqual(['instance', 'since', 'until']);
  const other = await transship('approve', 'second');
  expect([other.code, other.stderr]).toEqual(nothingWaits);
  const first = await transship('approve', '--by', 'ada', '--comment', 'go ahead');
  expect([first.code, first.stdout]).toEqual([
    0,
    expect.stringContaining('goes on with instance first'),
  ]);

  await asked(execution, 'second');
  const second = JSON.parse((await transship('approve', 'second', '--json')).stdout) as object;
  expect(second).toMatchObject({ instance: 'second', execution, reject: false });

  expect(await cluster.awaitUpgrade(execution)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await standingOf(cluster)).toEqual(settledAt(to()));
  const [record] = await audited(cluster);
  expect(record?.approvals).toMatchObject([
    { instance: 'first', by: 'ada', comment: 'go ahead' },
    { instance: 'second', by: expect.stringMatching(/@.*, by transship$/) as string },
  ]);
  expect((await transship('audit', '--limit', '1')).stdout).toMatch(
    /first approved .* UTC by ada: go ahead/,
  );
  expect((await transship('history')).stdout).toMatch(/Record approval · first .*by ada: go ahead/);

  const answers = await Promise.all(answering);
  const placed = requests.map((request, index) => ({
    order: request,
    answer: answers[index] ?? { status: 0, body: {}, execution: undefined, way: [] },
  }));
  expect(violations(cluster.ledger, placed)).toEqual([]);
  expect(failuresOf(await quotes.stop())).toEqual([]);
});

test('refused after the first instance, it goes back, and the first line says by whom and why', async () => {
  const execution = await cluster.startUpgrade(from(), { approval: 'afterFirst' });
  await asked(execution, 'second');
  const visited = (await cluster.visits(execution)).filter(({ state }) => state === 'Drain');
  expect(visited.map(({ instance }) => instance)).toEqual(['first']);
  const refusal = await transship(
    'approve',
    '--reject',
    '--by',
    'eve',
    '--comment',
    'it is Friday',
  );
  expect([refusal.code, refusal.stdout]).toEqual([0, expect.stringMatching(/^Refused: /)]);

  const outcome = await cluster.awaitUpgrade(execution);
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'ApprovalRefused' });
  expect(outcome.cause?.split('\n')[0]).toBe(
    'Going on with instance second was refused by eve: it is Friday',
  );
  expect(await standingOf(cluster)).toEqual(settledAt(to()));
  expect((await transship('approve')).stderr).toMatch(/^NothingToApprove: /);
});

test('where nobody comes in time, it goes back', async () => {
  const execution = await cluster.startUpgrade(from(), {
    approval: 'afterFirst',
    approvalTimeoutSeconds: 10,
  });
  const outcome = await cluster.awaitUpgrade(execution);
  expect(outcome).toMatchObject({
    status: 'FAILED',
    error: 'ApprovalTimedOut',
    cause: expect.stringMatching(
      /^Nobody approved .* second within 10 s\.\nRolled back: /,
    ) as string,
  });
  expect(await standingOf(cluster)).toEqual(settledAt(to()));
});

test('stopped while it waits, it is carried on by the same update, which asks again', async () => {
  const stopped = await cluster.startUpgrade(from(), { approval: 'afterFirst' });
  await asked(stopped, 'second');
  await cluster.cloud.clients.stateMachines.send(
    new StopExecutionCommand({ executionArn: stopped }),
  );
  const { code, stderr } = await transship('approve');
  expect([code, stderr]).toEqual(nothingWaits);

  const execution = await cluster.startUpgrade(from(), { approval: 'afterFirst' });
  await until(async () =>
    (await cluster.visits(execution)).some(({ state }) => state === 'Ask for approval'),
  );
  await until(async () => (await transship('approve', 'second')).code === 0);
  expect(await cluster.awaitUpgrade(execution)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await standingOf(cluster)).toEqual(settledAt(from()));
});
