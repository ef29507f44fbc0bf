import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { startHttpServer } from '../http-server';
import { type Effect, effectSchema } from './effect';

export interface Ledger {
  url: string;
  /** Every effect posted so far, in the order in which they came in. */
  effects(): readonly Effect[];
  close(): Promise<void>;
}

/**
 * The world outside, as the shop's customers and suppliers would remember it: `POST /effects` appends a line,
 * `GET /effects` lists them. Nothing is deduplicated: an effect that happens twice stands here twice.
 */
export async function startLedger(): Promise<Ledger> {
  const effects: Effect[] = [];
  const server = await startHttpServer((request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const route = `${request.method} ${request.url}`;
    if (route === 'GET /effects') answer(200, effects);
    else if (route !== 'POST /effects') answer(404, { message: `nothing at ${route}` });
    else
      readEffect(request).then(
        (effect) => {
          effects.push(effect);
          answer(201, { lines: effects.length });
        },
        (error: unknown) => answer(400, { message: describe(error) }),
      );
  });
  return { url: server.url, effects: () => effects, close: () => server.close() };
}

async function readEffect(request: IncomingMessage): Promise<Effect> {
  return { ...effectSchema.parse(await json(request)), at: Date.now() };
}

const describe = (error: unknown) =>
  error instanceof z.ZodError ? z.prettifyError(error) : String(error);
