import type { ServerResponse } from 'node:http';
import { type ErrorName, TransshipError } from '../../core/errors';
import type { Result } from '../../core/execution';

/** Java's HttpClient follows four redirects, the fewest of the common clients; then 202 takes over. */
const MOST_HOPS = 4;

const statusOf: Partial<Record<ErrorName, number>> = {
  InvalidBody: 400,
  InvalidIdempotencyKey: 400,
  NotAuthorized: 403,
  ServiceNotFound: 404,
  ExecutionNotFound: 404,
  MethodNotAllowed: 405,
  BodyTooLarge: 413,
  IdempotencyKeyReused: 422,
  StoreUnavailable: 503,
};

/** Writes the answers of the HTTP contract. */
export class Answers {
  constructor(private readonly basePath: string) {}

  result(response: ServerResponse, result: Result, id?: string): void {
    const status = result.ok ? 200 : (result.error.status ?? 500);
    const { ok } = result;
    const body = ok ? result.value : { error: result.error.name, message: result.error.message };
    this.#json(response, status, body, id === undefined ? {} : { 'execution-id': id });
  }

  /** The caller is to look elsewhere, now. Each hop has another address, so that no client takes it for a loop. */
  sendOn(response: ServerResponse, id: string, hop: number): void {
    if (hop >= MOST_HOPS) return this.accepted(response, id);
    const location = `${this.#address(id)}?hop=${hop + 1}`;
    this.#json(response, 303, { execution: id }, { 'execution-id': id, location });
  }

  /** The caller is to ask again. */
  accepted(response: ServerResponse, id: string): void {
    const headers = { 'execution-id': id, location: this.#address(id), 'retry-after': '1' };
    this.#json(response, 202, { execution: id }, headers);
  }

  error(response: ServerResponse, error: unknown): void {
    if (!(error instanceof TransshipError)) {
      const body = { error: 'InternalError', message: 'The request could not be taken up.' };
      return this.#json(response, 500, body);
    }
    const retry = error.name === 'StoreUnavailable' ? { 'retry-after': '1' } : undefined;
    const body = { error: error.name, message: error.message };
    this.#json(response, statusOf[error.name] ?? 500, body, retry);
  }

  alive(response: ServerResponse, state: string): void {
    this.#json(response, 200, { state });
  }

  #address(id: string): string {
    return `${this.basePath}/executions/${id}`;
  }

  #json(
    response: ServerResponse,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): void {
    if (response.headersSent || response.destroyed) return;
    const text = JSON.stringify(body);
    response
      .writeHead(status, {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        'cache-control': 'no-store',
      })
      .end(text);
  }
}
