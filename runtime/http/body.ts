import type { IncomingMessage } from 'node:http';
import { TransshipError } from '../../core/errors';
import type { Json } from '../../core/json';

/**
 * A request's body as JSON; none is null. One that Express or another has parsed already is taken as it is.
 * Errors: `BodyTooLarge` (413), `InvalidBody` (400).
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Json> {
  const parsed = (request as { body?: unknown }).body;
  if (parsed !== undefined && request.readableEnded) return parsed as Json;
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed when left early: that would take the connection with it, and the refusal would never arrive.
  const incoming = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > limit)
      throw new TransshipError('BodyTooLarge', `The body is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  if (size === 0) return null;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json;
  } catch (cause) {
    const where = cause instanceof Error ? cause.message : String(cause);
    throw new TransshipError('InvalidBody', `The body is not JSON: ${where}.`, { cause });
  }
}

/** A client reads an answer at last when all is sent; one that goes on sending for longer is cut off. */
const LINGER_MS = 10_000;

/** Reads what is left of a refused request's body, and drops it. */
export function dropRest(request: IncomingMessage): void {
  if (request.complete) return;
  const late = setTimeout(() => request.destroy(), LINGER_MS).unref();
  request.once('end', () => clearTimeout(late)).resume();
}
