import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTraffic } from '../../../../../local/demo/traffic/traffic';

test('after stop nothing more is sent, and what is under way is waited for', async () => {
  const held: (() => void)[] = [];
  const server = createServer((request, response) => {
    request.resume().once('end', () => held.push(() => response.writeHead(502).end()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const traffic = startTraffic({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    quotesPerSecond: 200,
    ordersPerSecond: 100,
    orderSeconds: 1,
    signal: new AbortController().signal,
  });
  while (held.length < 6) await new Promise((resolve) => setTimeout(resolve, 5));
  traffic.stop();
  const { quotes, orders } = traffic.figures();
  const sent = quotes.sent + orders.sent;
  expect(quotes.waiting + orders.waiting).toBe(sent);

  let ended = false;
  const end = traffic.ended().then(() => (ended = true));
  while (held.length < sent) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(ended).toBe(false);
  for (const answer of held) answer();
  await end;
  expect(traffic.log).toHaveLength(sent);
  expect(traffic.figures().quotes).toEqual({ sent: quotes.sent, waiting: 0, failed: quotes.sent });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
