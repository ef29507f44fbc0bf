import type { IncomingMessage } from 'node:http';
import { TransshipError } from '../../core/errors';
import type { Json } from '../../core/json';

/**
 * A request's body as JSON; none is null. One that Express or another has parsed already is taken for what it is as JSON.
 * Errors: `BodyTooLarge` (413), `InvalidBody` (400).
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Json> {
  const parsed = (request as { body?: unknown }).body;
  if (parsed !== undefined && request.readableEnded)
    return JSON.parse(savable(parsed, limit)) as Json;
  const text = await readText(request, limit);
  if (text === '') return null;
  try {
    const body = JSON.parse(text) as Json;
    savable(body, limit);
    return body;
  } catch (cause) {
    if (cause instanceof TransshipError) throw cause;
    throw invalid('is not JSON', cause);
  }
}

async function readText(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed when left early: that would take the connection with it, and the refusal would never arrive.
  const incoming = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The text that is saved of it; it may be longer than what came, which wrote 1e20 for a number of 21 digits. */
function savable(body: unknown, limit: number): string {
  let text: string;
  try {
    text = JSON.stringify(body);
  } catch (cause) {
    throw invalid('cannot be saved as JSON', cause);
  }
  if (Buffer.byteLength(text) > limit) throw tooLarge(limit);
  return text;
}

const tooLarge = (limit: number): TransshipError =>
  new TransshipError('BodyTooLarge', `The body is larger than ${limit} bytes.`);

function invalid(what: string, cause: unknown): TransshipError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TransshipError('InvalidBody', `The body ${what}: ${why}.`, { cause });
}

/** A client reads an answer at last when all is sent; one that goes on sending for longer is cut off. */
const LINGER_MS = 10_000;

/** Reads what is left of a refused request's body, and drops it. */
export function dropRest(request: IncomingMessage): void {
  if (request.complete) return;
  const late = setTimeout(() => request.destroy(), LINGER_MS).unref();
  request.once('end', () => clearTimeout(late)).resume();
}
