import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ledger, startLedger } from '../../../examples/shop/ledger';
import { type Cloud, startCloud } from '../../../local/cloud';
import { type Shop, deployShop } from '../../../local/deploy';
import { bundleHandlers } from '../engines/bundles';
import { Teardown } from '../../../local/teardown';
import { readWeights } from '../../support/platform';
import { failuresOf, startQuotes } from '../../support/quotes';
import { Upgrades } from '../../support/upgrades';
import { engineOf } from '../engines/engine-of';
import { createFunction } from '../engines/functions';
import { createStateMachine, functionNames } from '../state-machine/walk';

// A whole upgrade of the shop under traffic, on MiniStack's Step Functions, Lambda and DynamoDB. The nodes, the load
// balancer and the container service are the embedded cloud's.

const LAMBDA_TIMEOUT_SECONDS = 30;
const handlers = join(__dirname, '..', '..', '..', 'lambdas');

const running = engineOf('ministack', { SFN_WAIT_SCALE: '0.3' });
const teardown = new Teardown();

let ledger: Ledger;
let cloud: Cloud;
let shop: Shop;
let upgrades: Upgrades;

beforeAll(async () => {
  ledger = teardown.closing(await startLedger());
  const dynamodb = { endpoint: running().endpoint, close: () => Promise.resolve() };
  cloud = teardown.closing(await startCloud({ dynamodb, propagationMs: 200 }));
  shop = await deployShop(cloud, {
    instances: ['first', 'second'],
    nodes: 1,
    port: 0,
    propagationSeconds: 0.2,
    plain: false,
    ledgerUrl: ledger.url,
    deregistrationDelaySeconds: 1,
    stopTimeoutSeconds: 10,
    idleTimeoutSeconds: 60,
    leaseSeconds: 15,
    lambdaTimeoutSeconds: LAMBDA_TIMEOUT_SECONDS,
    signal: new AbortController().signal,
  });
  await createFunctions();
  const client = new SFNClient(running().connection);
  upgrades = new Upgrades(client, await createStateMachine(client));
});
afterAll(() => teardown.run());

/** The bundles of the upgrade's Lambdas, as functions of MiniStack's. */
async function createFunctions(): Promise<void> {
  const client = new LambdaClient(running().connection);
  const files = new Map(functionNames.map((name) => [name, join(handlers, `${kebab(name)}.ts`)]));
  const folder = join(cloud.workDirectory, 'for-ministack');
  const bundles = await bundleHandlers([...files.values()], folder);
  for (const [name, file] of files)
    await createFunction(client, {
      name,
      code: readFileSync(bundles.get(file) ?? file),
      timeoutSeconds: LAMBDA_TIMEOUT_SECONDS,
      environment: {
        ...cloud.environment,
        AWS_ENDPOINT_URL_SFN: running().endpoint,
        TABLE_NAME: shop.transship?.table.name ?? '',
      },
    });
}

test('an upgrade goes through without a request that fails, and leaves the weights as they were', async () => {
  const { from, to } = shop.releases;
  const quotes = startQuotes(shop.url);
  const execution = await upgrades.start({
    cluster: 'shop',
    update: { orders: to.orders },
    options: {},
  });
  const outcome = await upgrades.ended(execution);
  const answers = await quotes.stop();
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined, cause: undefined });
  expect(answers.length).toBeGreaterThan(10);
  expect(failuresOf(answers)).toEqual([]);
  expect(await readWeights(cloud.clients.loadBalancing, shop.configuration)).toEqual({
    first: 100,
    second: 100,
  });
  expect(from.orders).not.toBe(to.orders);
  expect(outcome.visits.map(({ state }) => state)).toEqual(
    expect.arrayContaining(['Drain', 'Await handover', 'Apply update', 'Release lock']),
  );
});

test('the same update again is refused: it is installed', async () => {
  const execution = await upgrades.start({
    cluster: 'shop',
    update: { orders: shop.releases.to.orders },
    options: {},
  });
  expect(await upgrades.ended(execution)).toMatchObject({
    status: 'FAILED',
    error: 'ReleaseAlreadyInstalled',
  });
});

/** AwaitHandover → await-handover */
const kebab = (name: string) =>
  name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
