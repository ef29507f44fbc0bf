import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { join } from 'node:path';
import type { WithoutProof } from '../../core/first-adoption';
import type { Answer } from '../support/caller';
import { type Invocations, watchInvocations } from '../support/invocations';
import { effectsOf, isDone, order } from '../support/orders';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { stateOf } from '../support/state-of';
import { until } from '../support/until';

// A cluster of plain HTTP servers gets release 1 of the shop, the first with the runtime in it, and then release 2.

const shop = (entry: string) => join(__dirname, '..', '..', 'examples', 'shop', 'release-1', entry);

/** A second of the state machine's waits is 0.3 s here: requests may take 6 s. */
const firstAdoption = { requestSeconds: 20 };
const SHORT_SECONDS = 2;
const EVERY_MS = 400;

let cluster: Cluster;
let invocations: Invocations;

beforeAll(async () => {
  cluster = await startCluster({
    entryFiles: { from: shop('plain-orders.ts'), to: shop('orders.ts') },
    waitScale: 0.3,
    // Shorter than what is waited for: it is not the platform that lets requests end.
    deregistrationDelaySeconds: 1,
    stopTimeoutSeconds: 1,
  });
  invocations = watchInvocations(cluster);
});
afterAll(() => cluster?.close());

/** Orders that take two seconds each, one after the other through the load balancer, until it is stopped. */
function placeShortOrders() {
  const answers: Promise<Answer>[] = [];
  const timer = setInterval(() => {
    const body = order(`short-${answers.length}`, SHORT_SECONDS);
    answers.push(cluster.call({ service: 'orders', body }));
  }, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return Promise.allSettled(answers);
    },
  };
}

async function outputOf(executionArn: string): Promise<{ withoutProof?: WithoutProof[] }> {
  const { stateMachines } = cluster.cloud.clients;
  const { output = '{}' } = await stateMachines.send(
    new DescribeExecutionCommand({ executionArn }),
  );
  return JSON.parse(output) as { withoutProof?: WithoutProof[] };
}

/** What a Lambda answered last about an instance. */
async function toldBy(functionName: string, instance: string): Promise<unknown> {
  const last = invocations.all.findLast(
    (each) => each.functionName === functionName && each.instance === instance,
  );
  const outcome = await last?.outcome;
  return outcome?.ok ? outcome.payload : outcome;
}

const orders = () => ({ orders: cluster.shop.releases.to.orders ?? '' });

test('an upgrade of nodes without the runtime is refused, says what to pass, and changes nothing', async () => {
  const before = await stateOf(cluster);
  const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade());
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'RuntimeMissing' });
  expect(outcome.cause).toMatch(/first has 1 running tasks.*second has 1.*firstAdoption/);
  expect(await stateOf(cluster)).toEqual(before);
});

test.each(['first', 'second'])(
  'one that fails at %s goes back to where it began, though nobody there answers',
  async (instance) => {
    const applying = invocations.hold(
      (next) => next.functionName === 'ApplyUpdate' && next.instance === instance,
    );
    const upgrade = await cluster.startUpgrade(orders(), { firstAdoption });
    const held = await applying;
    expect(await cluster.weights()).toMatchObject({ [instance]: 0 });
    held.answer({ ok: false, errorType: 'HandoverTimedOut', errorMessage: 'So says the test' });
    const outcome = await cluster.awaitUpgrade(upgrade);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'HandoverTimedOut' });
    expect(outcome.cause).toContain('\nRolled back: ');
    expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
  },
);

describe('by the operator\u2019s word', () => {
  let upgrade: string;
  let long: PromiseSettledResult<Answer> | undefined;

  beforeAll(async () => {
    const quotes = startQuotes(cluster.url);
    const short = placeShortOrders();
    const first = (await cluster.nodes('first'))[0];
    const answering = cluster.call({
      url: first?.url ?? '',
      service: 'orders',
      body: order('long', 100),
    });
    await until(() => isDone(cluster.ledger, 'long', 'price'));
    upgrade = await cluster.startUpgrade(orders(), { firstAdoption });
    const outcome = await cluster.awaitUpgrade(upgrade);
    const [failures, answers] = [failuresOf(await quotes.stop()), await short.stop()];
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined, cause: undefined });
    expect(failures).toEqual([]);
    expect(answers.length).toBeGreaterThan(10);
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'fulfilled', value: { status: 200 } });
    [long] = await Promise.allSettled([answering]);
  });

  test('the release with the runtime is installed, and no request fails that is as short as was said', async () => {
    expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
    for (const { record } of await cluster.nodes()) expect(record?.state).toBe('serving');
  });

  test('a request that takes longer is cut off', () => {
    const isCutOff = long?.status === 'rejected' || (long?.value.status ?? 0) >= 500;
    expect(isCutOff).toBe(true);
    expect(isDone(cluster.ledger, 'long', 'ship')).toBe(false);
    expect(effectsOf(cluster.ledger, 'long').length).toBeGreaterThan(0);
  });

  test.each(['first', 'second'])(
    'the history and the output say that %s was not proved to be vacated, and claim nothing of what was cut off',
    async (instance) => {
      const withoutProof = {
        instance,
        tasks: 1,
        requestSeconds: firstAdoption.requestSeconds,
        meaning: expect.stringMatching(/not moved\..* cut off, and cannot be counted/) as string,
      };
      expect(await toldBy('AwaitHandover', instance)).toMatchObject({ silent: 1, withoutProof });
      expect(await toldBy('ApplyUpdate', instance)).toMatchObject({ withoutProof });
      expect((await outputOf(upgrade)).withoutProof).toContainEqual(withoutProof);
    },
  );

  test('the next upgrade needs no word: it has proof of every node, and says so', async () => {
    const release2 = join(__dirname, '..', '..', 'examples', 'shop', 'release-2', 'orders.ts');
    const next = { orders: await cluster.cloud.containers.publish('shop/orders', release2) };
    const second = await cluster.startUpgrade(next);
    expect(await cluster.awaitUpgrade(second)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await outputOf(second)).withoutProof).toEqual([]);
    const release = { ...cluster.shop.releases.to, ...next };
    expect(await standingOf(cluster)).toEqual(settledAt(release));
  });
});
