import type { IncomingMessage } from 'node:http';

/** Headers that concern one connection only (RFC 9110, section 7.6.1), besides those that `Connection` names. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
/** Set by the load balancer itself; `Expect` it has already answered. */
const replaced = ['expect', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port'];

const removedFromRequests = new Set([...hopByHop, ...replaced]);
const removedFromAnswers = new Set(hopByHop);

/** What a target is sent: the client's headers, and where they came from. */
export function requestHeaders(request: IncomingMessage, port: number): string[] {
  const already = request.headers['x-forwarded-for'];
  const client = request.socket.remoteAddress ?? '';
  return [
    ...without(removedFromRequests, request.rawHeaders),
    'X-Forwarded-For',
    already === undefined ? client : `${String(already)}, ${client}`,
    'X-Forwarded-Proto',
    'http',
    'X-Forwarded-Port',
    String(port),
  ];
}

/** What a client is sent of a target's headers. */
export const answerHeaders = (raw: readonly string[]): string[] => without(removedFromAnswers, raw);

/** Names and values alternate in `raw`, so that repeated headers (Set-Cookie) stay apart. */
function without(removed: ReadonlySet<string>, raw: readonly string[]): string[] {
  const named = namedByConnection(raw);
  return raw.filter((_, at) => {
    const name = raw[at - (at % 2)]?.toLowerCase() ?? '';
    return !removed.has(name) && !named.includes(name);
  });
}

const namedByConnection = (raw: readonly string[]): string[] =>
  raw.flatMap((value, at) =>
    at % 2 === 1 && raw[at - 1]?.toLowerCase() === 'connection'
      ? value.split(',').map((name) => name.trim().toLowerCase())
      : [],
  );
