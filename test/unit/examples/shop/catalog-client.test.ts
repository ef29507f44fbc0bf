import { type HttpServer, startHttpServer } from '../../../../examples/shop/http-server';
import { catalogClient } from '../../../../examples/shop/domain/catalog-client';
import { hurriedClock } from './shop';

describe('a price is asked for', () => {
  let catalog: HttpServer;
  let isUp: boolean;
  beforeEach(async () => {
    isUp = false;
    // One that is not up keeps its port here, so that nobody else gets it, and cuts everyone off.
    catalog = await startHttpServer((request, response) => {
      if (isUp) response.end(JSON.stringify({ cents: 4_900 }));
      else request.socket.destroy();
    });
  });
  afterEach(() => catalog.close());

  /** Asks, and tells how long it paused each time; `onPause` is called with how often it has by then. */
  function ask(onPause: (pauses: number) => void, signal = new AbortController().signal) {
    const pauses: number[] = [];
    const client = catalogClient(catalog.url, {
      ...hurriedClock,
      sleep(ms) {
        onPause(pauses.push(ms));
        return Promise.resolve();
      },
    });
    return { pauses, price: client.price('kettle', signal) };
  }

  it('again, after pauses that grow to ten seconds in all, while the catalog is still starting', async () => {
    const { pauses, price } = ask((times) => (isUp = times === 8));
    expect(await price).toBe(4_900);
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
    expect(pauses.reduce((sum, ms) => sum + ms)).toBe(10_000);
  });

  it('in vain, in the end, where no catalog comes', async () => {
    const { pauses, price } = ask(() => undefined);
    await expect(price).rejects.toThrow('fetch failed');
    expect(pauses).toHaveLength(8);
  });

  it('no more once the step is given up', async () => {
    const givenUp = new AbortController();
    const { pauses, price } = ask(() => givenUp.abort(), givenUp.signal);
    await expect(price).rejects.toThrow('aborted');
    expect(pauses).toHaveLength(1);
  });
});
