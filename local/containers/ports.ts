import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Host ports for containers, each given once. They lie below the range from which the operating system takes ports
 * for outgoing connections: under load, one of those could otherwise take the port of a container that is restarting.
 */
const FIRST = 15_000;
const COUNT = 15_000;

export class Ports {
  // A random start, so that two emulators on one machine seldom try the same ports.
  private next = randomInt(COUNT);

  async take(): Promise<number> {
    for (let tries = 0; tries < COUNT; tries++) {
      const port = FIRST + this.next;
      this.next = (this.next + 1) % COUNT;
      if (await isFree(port)) return port;
    }
    throw new Error(`No port is free between ${FIRST} and ${FIRST + COUNT - 1}`);
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
