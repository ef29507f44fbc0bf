import { createServer } from 'node:http';
import { service, startNode } from '../../runtime';

const orders = service<{ item: string }>({
  name: 'orders',
  version: '1',
  handler: async (ctx, { item }) => {
    const payment = await ctx.step('charge', ({ idempotencyKey }) => charge(item, idempotencyKey));
    return { item, payment };
  },
});

async function main(): Promise<void> {
  const node = await startNode({ services: [orders] }); // TRANSSHIP_TABLE, _CLUSTER, _INSTANCE
  const server = createServer(node.handler).listen(8080);
  node.tune(server);
  process.once('SIGTERM', () => void node.stop().then(() => server.close()));
}

void main();

/** Stands for whatever has the side effect; it gets the same key each time this step is run. */
const charge = (item: string, key: string): Promise<string> =>
  Promise.resolve(`paid for ${item} under ${key}`);
