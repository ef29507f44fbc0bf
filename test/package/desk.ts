import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Gate, gate } from '../support/gate';
import { until } from '../support/until';

/** Whom the steps of the server ask for what they do. */
export interface Desk {
  url: string;
  /** From now on it answers only once it is released. */
  hold(): void;
  release(): void;
  /** Resolves once it has been asked for something. */
  asked(what: string): Promise<void>;
  /** The idempotency key of each time that it was asked for something. */
  keysOf(what: string): string[];
  close(): Promise<void>;
}

export async function startDesk(): Promise<Desk> {
  const calls: { what: string; key: string }[] = [];
  let held: Gate | undefined;
  const server = createServer((request, response) => {
    void text(request).then(async (what) => {
      calls.push({ what, key: String(request.headers['idempotency-key']) });
      await held?.opened;
      response.end(`done: ${what}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const keysOf = (what: string) => calls.filter((it) => it.what === what).map(({ key }) => key);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: () => (held = gate()),
    release: () => held?.open(),
    asked: (what) => until(() => keysOf(what).length > 0),
    keysOf,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
