import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Node, type NodeOptions, startNode } from '../../runtime';
import type { TestStore } from './store';

/** A node of its own HTTP server, in this process. */
export interface TestNode extends Node {
  url: string;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  get(path: string): Promise<Response>;
  close(): Promise<void>;
}

export async function startTestNode(
  store: TestStore,
  options: Omit<NodeOptions, 'table'> & { instance: string },
): Promise<TestNode> {
  const node = await startNode({
    cluster: 'shop',
    slot: `${options.instance}-${Math.random()}`,
    modePollMs: 50,
    table: store.table,
    onTrouble: () => undefined,
    ...options,
  });
  const server = createServer(node.handler);
  node.tune(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...node,
    url,
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body ?? null),
      }),
    get: (path) => fetch(url + path, { redirect: 'manual' }),
    close: async () => {
      await node.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
