import { type Answer, type Kind, eachClient } from '../../support/clients';
import { type Shop, openShop } from './shop';

/** So much that it has not arrived whole when it is refused. */
const padding = 'x'.repeat(1024 * 1024);
let shop: Shop;

beforeAll(async () => {
  const authorize = ({ url }: { url?: string }) => url !== '/relayed';
  shop = await openShop({ node: { authorize } });
});
afterAll(() => shop.close());

const place = (kind: Kind, service: string): Promise<Answer> =>
  shop.place(kind, service, { order: `to ${service} by ${kind.name}`, padding });

eachClient('is told why a large body is refused, while it still sends it', async (kind) => {
  const answers = await Promise.all(
    ['saved', 'relayed', 'unknown'].map((service) => place(kind, service)),
  );
  expect(answers).toMatchObject([
    { status: 413, body: { error: 'BodyTooLarge' } },
    { status: 403, body: { error: 'NotAuthorized' } },
    { status: 404, body: { error: 'ServiceNotFound' } },
  ]);
  expect(shop.workshop.effects).toEqual([]);
});

eachClient('is told that it used an Idempotency-Key for another body', async (kind) => {
  const headers = { 'idempotency-key': kind.name.replaceAll(' ', '-') };
  const first = await shop.place(kind, 'saved', { order: 'one' }, { headers });
  expect(first.status).toBe(200);
  const other = await shop.place(kind, 'saved', { order: 'another' }, { headers });
  expect(other).toMatchObject({ status: 422, body: { error: 'IdempotencyKeyReused' } });
});
