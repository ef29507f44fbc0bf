/** A node of either instance, in a process of its own; it tells what it has used of its processor. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Service, service, startNode } from '../../runtime';

/** Half done for as long as the measurement lasts: so many steps, then a wait. */
const orders = service<{ steps: number }>({
  name: 'orders',
  version: '1',
  handler: async (ctx, { steps }) => {
    for (let done = 0; done < steps; done++) await ctx.step('do', () => ({ done }));
    await ctx.wait('for a long time', 24 * 3_600_000);
  },
});

/** What is asked for all the time: saved only if it must be. */
const quotes: Service = service({
  name: 'quotes',
  version: '1',
  checkpointAfter: Infinity,
  handler: (ctx) =>
    ctx.step('look up', () => new Promise((resolve) => setTimeout(resolve, 20, 'found'))),
});

async function main(): Promise<void> {
  const { BENCH_ENDPOINT, BENCH_TABLE = '', BENCH_INSTANCE = '' } = process.env;
  const client = new DynamoDBClient({
    endpoint: BENCH_ENDPOINT,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const node = await startNode({
    cluster: 'shop',
    instance: BENCH_INSTANCE,
    slot: BENCH_INSTANCE,
    services: [orders, quotes],
    table: { client, name: BENCH_TABLE },
  });
  const server = createServer(node.handler);
  node.tune(server);
  process.on('message', () => process.send?.(process.cpuUsage()));
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

void main();
