import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { answerError, type ErrorStatus } from './error-answer';
import { answerHeaders, requestHeaders } from './headers';
import type { Target } from './target';

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** The listener's. */
  port: number;
  /** How long the target may send nothing, in milliseconds. */
  idleTimeoutMs: number;
  /** Is told the status that the target answers with. */
  answered: (status: number) => void;
}

/**
 * Forwards one request to one target, streaming both ways. Whatever happens, the client gets an answer or, once a part
 * of one was sent, a cut connection; and a client that goes away takes its request to the target with it.
 */
export function forward(exchange: Exchange, target: Target): void {
  new Forwarding(exchange, target).begin();
}

class Forwarding implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange;
  readonly #target: Target;
  readonly #leave: () => void;
  readonly #body: Readable | null;
  /** There from the moment at which the request is written to a connection. */
  #controller: Dispatcher.DispatchController | undefined;
  #dispatches = 0;

  constructor(exchange: Exchange, target: Target) {
    this.#exchange = exchange;
    this.#target = target;
    this.#leave = target.enter();
    // A pipe between the two, because undici destroys the body of a request that was answered early, and with it would
    // go the client's connection, answer and all.
    this.#body = hasBody(exchange.request) ? exchange.request.pipe(new PassThrough()) : null;
  }

  begin(): void {
    const { response } = this.#exchange;
    response.on('close', () => this.#controller?.abort(new Error('The client is gone')));
    response.on('drain', () => this.#controller?.resume());
    this.#dispatch();
  }

  #dispatch(): void {
    const { request, port, idleTimeoutMs } = this.#exchange;
    this.#dispatches += 1;
    this.#target.dispatch(
      {
        method: request.method ?? 'GET',
        path: request.url ?? '/',
        headers: requestHeaders(request, port),
        body: this.#body,
        headersTimeout: idleTimeoutMs,
        bodyTimeout: idleTimeoutMs,
      },
      this,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#exchange.response.destroyed) controller.abort(new Error('The client is gone'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    message?: string,
  ): void {
    if (status < 200) return;
    this.#exchange.answered(status);
    const raw = (controller.rawHeaders as Buffer[]).map((bytes) => bytes.toString('latin1'));
    this.#exchange.response.writeHead(status, message, answerHeaders(raw));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#exchange.response.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#exchange.response.end();
    this.#end();
  }

  onResponseError(_controller: unknown, error: Error & { code?: string }): void {
    if (this.#wasNotSent(error)) {
      this.#dispatch();
      return;
    }
    const { response } = this.#exchange;
    if (response.headersSent) response.destroy();
    else if (!response.destroyed) answerError(response, statuses[error.code ?? ''] ?? 502);
    this.#end();
  }

  /**
   * Whether an idle connection broke just when the request was about to be written to it. The target has seen nothing
   * of the request, which goes to it again by another connection: this is no retry.
   */
  #wasNotSent({ code }: { code?: string }): boolean {
    const broken = code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
    return broken && !this.#controller && this.#dispatches === 1;
  }

  #end(): void {
    this.#leave();
    const { request } = this.#exchange;
    // What a client still sends of a request that was answered is read and dropped, to free its connection.
    if (this.#body) request.unpipe().resume();
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** A real load balancer's statuses for what goes wrong between it and the target; anything else is a 502. */
const statuses: Record<string, ErrorStatus> = {
  UND_ERR_HEADERS_TIMEOUT: 504,
  UND_ERR_CONNECT_TIMEOUT: 504,
  UND_ERR_INVALID_ARG: 400,
};
