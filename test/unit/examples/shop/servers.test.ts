import { startCatalog } from '../../../../examples/shop/catalog/server';
import { startLedger } from '../../../../examples/shop/ledger';
import type { HttpServer } from '../../../../examples/shop/http-server';

const post = (url: string, body: string) => fetch(url, { method: 'POST', body });

describe('the catalog', () => {
  let catalog: HttpServer;
  beforeEach(async () => (catalog = await startCatalog()));
  afterEach(() => catalog.close());

  const get = async (path: string) => {
    const response = await fetch(catalog.url + path);
    return { status: response.status, body: await response.json() };
  };

  it('knows the price of what the shop sells', async () => {
    expect(await get('/prices/kettle')).toEqual({
      status: 200,
      body: { sku: 'kettle', name: 'Gooseneck kettle', cents: 7_990 },
    });
  });

  it.each(['/prices/teapot', '/prices/constructor', '/prices/', '/'])(
    'answers 404 to %s',
    async (path) => expect((await get(path)).status).toBe(404),
  );

  it('says that it is well, and which release it is', async () => {
    expect((await get('/health')).status).toBe(200);
    expect((await get('/version')).body).toEqual({ component: 'catalog', release: '1' });
  });
});

describe('the ledger', () => {
  const line = {
    order: 'O-1',
    step: 'charge',
    key: 'k',
    execution: 'e',
    instance: 'first',
    release: '1',
    task: 't',
    startedAt: 1,
  };

  it('keeps every line that is posted, the same one twice too, with the time it came in', async () => {
    const ledger = await startLedger();
    const before = Date.now();
    for (let i = 0; i < 2; i++) await post(`${ledger.url}/effects`, JSON.stringify(line));
    const listed: unknown = await (await fetch(`${ledger.url}/effects`)).json();
    await ledger.close();
    expect(ledger.effects()).toEqual(
      [line, line].map((l) => ({ ...l, at: expect.any(Number) as number })),
    );
    expect(listed).toEqual(ledger.effects());
    expect(ledger.effects()[0]?.at).toBeGreaterThanOrEqual(before);
  });

  it('refuses what is no effect, and says why', async () => {
    const ledger = await startLedger();
    const refused = await post(`${ledger.url}/effects`, JSON.stringify({ ...line, key: 7 }));
    const garbled = await post(`${ledger.url}/effects`, '{');
    await ledger.close();
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('key');
    expect(garbled.status).toBe(400);
    expect(ledger.effects()).toEqual([]);
  });
});
