import { type Dispatcher, Pool } from 'undici';
import { Health, type Watch, watchHealth } from './health';

/** Where a target listens. */
export interface Address {
  host: string;
  port: number;
}

/** As a real Application Load Balancer: connections are reused for a minute, and set up within ten seconds. */
const connections: Pool.Options = {
  pipelining: 1,
  keepAliveTimeout: 60_000,
  keepAliveMaxTimeout: 60_000,
  connect: { timeout: 10_000 },
};

/** One registered target: its connections, its health, and the requests that it is working on. */
export class Target {
  readonly health = new Health();
  /** Set once deregistered: ends when the target is idle or its deregistration delay is over. */
  leaving: Promise<void> | undefined;
  readonly #pool: Dispatcher;
  readonly #watched = new AbortController();
  #inFlight = 0;
  #becameIdle: (() => void) | undefined;

  /** `pool` can be replaced in tests. */
  constructor(
    readonly address: Address,
    pool: Dispatcher = new Pool(`http://${address.host}:${address.port}`, connections),
  ) {
    this.#pool = pool;
  }

  get name(): string {
    return `${this.address.host}:${this.address.port}`;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Counts a request in; the function returned counts it out. */
  enter(): () => void {
    this.#inFlight += 1;
    return () => {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#becameIdle?.();
    };
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#pool.dispatch(options, handler);
  }

  /** Resolves when no request is in flight. */
  async idle(): Promise<void> {
    if (this.#inFlight === 0) return;
    await new Promise<void>((resolve) => (this.#becameIdle = resolve));
  }

  /** Checks the target's health until `stopWatching`. */
  async watch(watch: Omit<Watch, 'address' | 'until'>): Promise<void> {
    const { address } = this;
    await watchHealth(this.health, { ...watch, address, until: this.#watched.signal });
  }

  stopWatching(): void {
    this.#watched.abort();
  }

  /** Cuts every connection; requests in flight fail. */
  async close(): Promise<void> {
    this.stopWatching();
    await this.#pool.destroy();
  }
}
