import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** A way to a server on which connections are counted and can be broken. */
export interface Passage {
  url: string;
  connections(): number;
  /** Connections that the server has ended although the client had not. */
  endedByServer(): number;
  /** Breaks all connections. */
  cut(): void;
  close(): Promise<void>;
}

export async function startPassage(to: string): Promise<Passage> {
  const { port, hostname } = new URL(to);
  const open = new Set<Socket>();
  let connections = 0;
  let endedByServer = 0;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const onward = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    connections += 1;
    onward.once('end', () => {
      if (!client.readableEnded && !client.destroyed) endedByServer += 1;
    });
    for (const socket of [client, onward]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        open.delete(socket);
        client.destroy();
        onward.destroy();
      });
    }
    client.pipe(onward).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const cut = (): void => open.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    endedByServer: () => endedByServer,
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
