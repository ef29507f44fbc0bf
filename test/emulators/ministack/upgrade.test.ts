import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Release } from '../../../core/cluster';
import { startLedger } from '../../../examples/shop/ledger';
import { type Cloud, startCloud } from '../../../local/cloud';
import { type Shop, deployShop } from '../../../local/deploy';
import { Teardown } from '../../../local/teardown';
import { readWeights } from '../../support/platform';
import { failuresOf, startQuotes } from '../../support/quotes';
import { Upgrades } from '../../support/upgrades';
import { engineOf } from '../engines/engine-of';
import { createFunction } from '../engines/functions';
import { functionsOf } from '../stacks/functions';
import { computes } from '../stacks/synth';
import { createStateMachine, functionNames } from '../state-machine/walk';

// Whole upgrades of the shop under traffic, on MiniStack's Step Functions, Lambda and DynamoDB, with the code that CDK
// deploys. The nodes, the load balancer, the container service and the Auto Scaling groups are the embedded cloud's.

const LAMBDA_TIMEOUT_SECONDS = 30;

describe.each(computes)('an upgrade of a cluster on %s', (compute) => {
  const running = engineOf('ministack', { SFN_WAIT_SCALE: '0.3' });
  const teardown = new Teardown();
  let cloud: Cloud;
  let shop: Shop;
  let upgrades: Upgrades;
  let update: Release;

  beforeAll(async () => {
    const ledger = teardown.closing(await startLedger());
    const dynamodb = { endpoint: running().endpoint, close: () => Promise.resolve() };
    cloud = teardown.closing(await startCloud({ dynamodb, propagationMs: 200 }));
    shop = await deployShop(cloud, {
      compute,
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
    const { orders, ami } = shop.releases.to;
    update = compute === 'ec2' ? { ami: ami ?? '' } : { orders: orders ?? '' };
    await createFunctions();
    const client = new SFNClient(running().connection);
    upgrades = new Upgrades(client, await createStateMachine(client, 'upgrade'));
  });
  afterAll(() => teardown.run());

  async function createFunctions(): Promise<void> {
    const client = new LambdaClient(running().connection);
    for (const deployed of functionsOf(functionNames('upgrade')))
      await createFunction(client, {
        ...deployed,
        timeoutSeconds: LAMBDA_TIMEOUT_SECONDS,
        environment: {
          ...cloud.environment,
          AWS_ENDPOINT_URL_SFN: running().endpoint,
          TABLE_NAME: shop.transship?.table.name ?? '',
        },
      });
  }

  const upgrade = async () =>
    upgrades.ended(await upgrades.start({ cluster: 'shop', update, options: {} }));

  test('goes through without a request that fails, and leaves the weights as they were', async () => {
    const quotes = startQuotes(shop.url);
    const outcome = await upgrade();
    const answers = await quotes.stop();
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined, cause: undefined });
    expect(answers.length).toBeGreaterThan(10);
    expect(failuresOf(answers)).toEqual([]);
    expect(await readWeights(cloud.clients.loadBalancing, shop.configuration)).toEqual({
      first: 100,
      second: 100,
    });
    expect(shop.releases.from).not.toMatchObject(update);
    expect(outcome.visits.map(({ state }) => state)).toEqual(
      expect.arrayContaining(['Drain', 'Await handover', 'Apply update', 'Release lock']),
    );
  });

  test('is refused when it is asked for again: it is installed', async () => {
    expect(await upgrade()).toMatchObject({ status: 'FAILED', error: 'ReleaseAlreadyInstalled' });
  });
});
