import { DescribeRulesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import { randomIds } from '../../core/ids';
import type { HookRequest } from '../../core/hook';
import { type HookAnswers, startHookAnswers } from '../support/hooks';
import { createConfigurationStore } from '../../store/configuration';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { upgradeUnderway } from '../support/underway';

// A vacated instance that runs the update is tested before its requests return: only a test's requests come to it, by
// the header that the test is given.

let cluster: Cluster;
let answers: HookAnswers;
beforeAll(async () => {
  answers = await startHookAnswers();
  const { smokeTest } = answers.hooks;
  cluster = await startCluster({ hooks: { smokeTest } });
});
afterAll(async () => {
  await cluster?.close();
  await answers?.close();
});

const headersOf = ({ test }: HookRequest) => ({
  'content-type': 'application/json',
  [test?.header ?? '']: test?.value ?? '',
});

/** Quotes that were sent to be tested, by their ids. */
const tests = new Set<string>();

/** The release that answers a quote; `headers`: as a test sends it. */
async function releaseThatQuotes(headers: Record<string, string> = {}): Promise<string> {
  const body = { quote: randomIds.next(), customer: 'Ada', sku: 'kettle', quantity: 2 };
  if (Object.keys(headers).length > 0) tests.add(body.quote);
  const response = await fetch(`${cluster.url}/quotes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { release: string }).release;
}

const times = <T>(count: number, act: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, act));

/** What a smoke test sees of the instance that it tests, and what everybody else sees meanwhile. */
async function look(request: HookRequest) {
  const { instance = '' } = request;
  const tested = await times(10, () => releaseThatQuotes(headersOf(request)));
  const others = await times(10, () => releaseThatQuotes());
  const [record] = await cluster.records(instance);
  return {
    instance,
    tested: [...new Set(tested)],
    others: [...new Set(others)],
    weight: (await cluster.weights())[instance],
    mode: (await cluster.mode(instance)).mode,
    resumed: (await cluster.records(instance))
      .filter(({ state }) => state === 'testing')
      .map(({ figures }) => figures.resumed),
    state: record?.state,
  };
}

/** Where the rule for tests leads. */
async function ways(): Promise<(string | undefined)[]> {
  const { testRules: RuleArns } = cluster.shop.configuration;
  const { Rules = [] } = await cluster.cloud.clients.loadBalancing.send(
    new DescribeRulesCommand({ RuleArns }),
  );
  return Rules.flatMap(({ Actions = [] }) => Actions.map(({ Type }) => Type));
}

async function historyOf(executionArn: string): Promise<string> {
  const client = cluster.cloud.clients.stateMachines;
  const pages: string[] = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn }))
    pages.push(JSON.stringify(page.events));
  return pages.join('');
}

test('where the test fails, the instance goes back without a request having come to it', async () => {
  const looks: Awaited<ReturnType<typeof look>>[] = [];
  answers.answer = async (request) => {
    looks.push(await look(request));
    return { hookStatus: 'FAILED', reason: `no loyalty points for ${request.test?.value}` };
  };
  const { status, error, cause } = await upgradeUnderway(cluster, 'failed');
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'HookFailed' });
  expect(cause?.split('\n')).toEqual([
    // The key to the instance is kept out of what is passed on.
    'Hook smokeTest of first failed: no loyalty points for ….',
    expect.stringMatching(/^Rolled back/),
  ]);
  expect(looks).toEqual([
    {
      instance: 'first',
      tested: ['2'],
      others: ['1'],
      weight: 0,
      mode: 'testing',
      resumed: [0],
      state: 'testing',
    },
  ]);
  const byUpdate = cluster.ledger.effects().filter(({ release }) => release === '2');
  expect(new Set(byUpdate.map((effect) => effect.order))).toEqual(tests);
  expect(await ways()).toEqual(['fixed-response']);
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
});

test('each instance is tested while the other serves, by a header that nobody else can know, and then serves', async () => {
  const looks: Awaited<ReturnType<typeof look>>[] = [];
  answers.asked = [];
  answers.answer = async (request) => {
    looks.push(await look(request));
    return { hookStatus: 'SUCCEEDED' };
  };
  const { status, execution } = await upgradeUnderway(cluster, 'passed');
  expect(status).toBe('SUCCEEDED');
  expect(looks).toMatchObject([
    { instance: 'first', tested: ['2'], others: ['1'], weight: 0, resumed: [0] },
    { instance: 'second', tested: ['2'], others: ['2'], weight: 0, resumed: [0] },
  ]);
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));

  expect(await ways()).toEqual(['fixed-response']);
  const values = answers.asked.map(({ test }) => test?.value ?? '');
  expect(new Set(values).size).toBe(2);
  const history = await historyOf(execution);
  expect(history).toContain('smokeTest');
  for (const value of values) expect(history).not.toContain(value);
});

test('a cluster whose rule for tests is gone is refused before anything is changed', async () => {
  const { configuration } = cluster.shop;
  const before = await standingOf(cluster);
  const store = createConfigurationStore(cluster.table);
  const gone = configuration.testRules?.map((arn) => `${arn}0`);
  await store.write({ ...configuration, testRules: gone });
  const execution = await cluster.startUpgrade(cluster.shop.releases.from);
  const { error, cause, visits } = await cluster.awaitUpgrade(execution);
  await store.write(configuration);
  expect(error).toBe('ClusterNotReady');
  expect(cause).toContain('one of its rules for tests is not there any more');
  expect(visits.map(({ state }) => state)).toEqual(['Validate update']);
  expect(await standingOf(cluster)).toEqual(before);
});
