import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { readFileSync, readdirSync } from 'node:fs';
import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { LAMBDA_TIMEOUT } from '../../../../infra/upgrade/upgrade';
import { ATTEMPTS, ATTEMPT_MS, clientOptions } from '../../../../lambdas/aws/client-options';
import * as clients from '../../../../lambdas/aws/clients';

const root = join(__dirname, '../../../..');

/** The SDK's longest pause between two attempts where nothing answers: 100 ms, doubled each time. */
const PAUSES_MS = 100 + 200 + 400;

/** A read of the lock: one attempt of the store's, and what it may take to be tried again. */
const PROOF_MS = 15_000;

let answer: (response: ServerResponse) => void;
let asked = 0;
const server = createServer((_, response) => {
  asked += 1;
  answer(response);
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));

async function askOnce(attemptMs: number) {
  asked = 0;
  const client = new ECSClient({
    ...clientOptions(attemptMs),
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    return await client.send(new ListClustersCommand());
  } catch (error) {
    return error instanceof Error ? error : undefined;
  } finally {
    client.destroy();
  }
}

describe('a call', () => {
  it('that is never answered is given up after its attempts', async () => {
    answer = () => undefined;
    const error = { name: 'TimeoutError', $metadata: { attempts: ATTEMPTS } };
    expect(await askOnce(50)).toMatchObject(error);
  });

  it('whose answer begins and never ends is given up as well', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.write('{"clusterArns":');
    };
    const given = await askOnce(50);
    expect(given).toBeInstanceOf(Error);
    expect(given).toMatchObject({ $metadata: { attempts: ATTEMPTS } });
  });

  it('that is throttled is made again', async () => {
    answer = (response) => {
      const throttled = asked < ATTEMPTS;
      response.writeHead(throttled ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(throttled ? '{"__type":"ThrottlingException"}' : '{"clusterArns":[]}');
    };
    expect(await askOnce(60_000)).toMatchObject({ clusterArns: [] });
  });

  it('has landed or been given up, with its proof, before a successor has waited for a Lambda', () => {
    const longest = PROOF_MS + ATTEMPTS * ATTEMPT_MS + PAUSES_MS;
    expect(longest).toBeLessThan(LAMBDA_TIMEOUT.toMilliseconds());
  });
});

describe('these options', () => {
  const { registry, ...fixed } = clients;
  const all = Object.entries({ ...fixed, registry: registry('us-east-1') });

  it.each(all)('are those of the client "%s"', async (_, client) => {
    const { maxAttempts, retryMode, requestHandler } = client.config;
    expect(await maxAttempts()).toBe(ATTEMPTS);
    expect(typeof retryMode === 'function' ? await retryMode() : retryMode).toBe('adaptive');
    // It knows them once it was asked for the first time.
    await (requestHandler as unknown as { configProvider: Promise<unknown> }).configProvider.then(
      (configured) => expect(configured).toMatchObject(clientOptions().requestHandler),
    );
  });

  it.each(['lambdas', 'deployment'])('are those of every client that is made in %s/', (folder) => {
    const made = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(join(root, folder, file), 'utf8').matchAll(/new \w+Client\((.*)\)/g),
      ])
      .map(([, options]) => options);
    expect(made.length).toBeGreaterThan(2);
    for (const options of made)
      expect(options).toMatch(/^(clientOptions\(\)|options|\{ \.\.\.options, region \})$/);
  });
});
