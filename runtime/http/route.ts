import type { IncomingMessage } from 'node:http';
import { TransshipError } from '../../core/errors';
import type { Service } from '../service';

export type Route =
  | { kind: 'health' }
  | { kind: 'service'; service: string }
  | { kind: 'execution'; execution: string; hop: number };

/** An execution's id: 128 bits in base64url. */
const EXECUTION_ID = /^[\w-]{22}$/;

/** Which part of the contract a request is for; undefined: none. Errors: `MethodNotAllowed`. */
export function routeOf(
  request: IncomingMessage,
  basePath: string,
  services: Map<string, Service>,
): Route | undefined {
  // Express takes away from `url` what the handler is mounted at.
  const full = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/';
  const address = full.startsWith('/') ? `http://node${full}` : full;
  if (!URL.canParse(address)) return undefined;
  const { pathname, searchParams } = new URL(address);
  if (!pathname.startsWith(`${basePath}/`)) return undefined;
  const [first = '', second, ...rest] = pathname.slice(basePath.length + 1).split('/');
  if (rest.length > 0) return undefined;
  if (first === 'health' && second === undefined) return { kind: 'health' };
  if (first === 'executions' && second !== undefined && EXECUTION_ID.test(second)) {
    // A client that keeps its method over a 303 (curl -X POST -L) means the same.
    demand(request, ['GET', 'HEAD', 'POST']);
    const hop = Number(searchParams.get('hop') ?? 0);
    return { kind: 'execution', execution: second, hop: hop >= 0 ? Math.floor(hop) : 0 };
  }
  if (second !== undefined || !services.has(first)) return undefined;
  demand(request, ['POST']);
  return { kind: 'service', service: first };
}

function demand({ method = '' }: IncomingMessage, allowed: string[]): void {
  if (!allowed.includes(method))
    throw new TransshipError('MethodNotAllowed', `Use ${allowed.join(' or ')} here.`);
}
