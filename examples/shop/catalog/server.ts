import { type HttpServer, type HttpServerOptions, startHttpServer } from '../http-server';
import { prices } from './prices';

/** The price service: `GET /prices/<sku>`, `GET /health`, `GET /version`. */
export const startCatalog = (options?: HttpServerOptions): Promise<HttpServer> =>
  startHttpServer((request, response) => {
    const { status, body } = answer(request.url ?? '/');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }, options);

function answer(path: string): { status: number; body: object } {
  if (path === '/health') return { status: 200, body: { status: 'ok' } };
  if (path === '/version') return { status: 200, body: { component: 'catalog', release: '1' } };
  const sku = /^\/prices\/([\w-]+)$/.exec(path)?.[1];
  const price = sku !== undefined && Object.hasOwn(prices, sku) ? prices[sku] : undefined;
  return price
    ? { status: 200, body: { sku, ...price } }
    : { status: 404, body: { message: `nothing at ${path}` } };
}
