import type { Clock } from '../../../core/clock';
import { RequestRefused } from './requests';

/** Looks a price up. */
export interface Catalog {
  /** The price of one piece, in cents. Throws `RequestRefused` (422) for what the shop does not sell. */
  price(sku: string, signal: AbortSignal): Promise<number>;
}

/** Pauses before the catalog is asked again: its container may be some seconds later in starting than this one. */
const pausesMs = [50, 150, 300, 500, 1_000, 2_000, 3_000, 3_000];

export const catalogClient = (url: string, clock: Clock): Catalog => ({
  async price(sku, signal) {
    const response = await ask(`${url}/prices/${encodeURIComponent(sku)}`, signal, clock);
    const body = (await response.json()) as { cents: number };
    if (response.ok) return body.cents;
    if (response.status === 404) throw new RequestRefused(422, `The shop does not sell "${sku}".`);
    throw new Error(`The catalog answered ${response.status} for "${sku}".`);
  },
});

async function ask(url: string, signal: AbortSignal, clock: Clock): Promise<Response> {
  for (const pauseMs of pausesMs) {
    const response = await fetch(url, { signal }).catch(() => undefined);
    if (response) return response;
    signal.throwIfAborted();
    await clock.sleep(pauseMs, signal);
  }
  return fetch(url, { signal });
}
