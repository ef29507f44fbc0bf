import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import { TransshipError } from '../../core/errors';

/** Of a rehearsal: what the handler has tried to reach. */
interface Reach {
  reached: string | undefined;
}

const rehearsal = new AsyncLocalStorage<Reach>();
let isGuarded = false;

/**
 * Does something with the network out of its reach, and says what it has tried to reach. Caught are new connections, and
 * requests by `fetch`, `http` and `https`; not what goes over a connection that is there already, and no files.
 */
export async function outOfReach<T>(
  work: () => Promise<T>,
): Promise<{ value: T; reached: string | undefined }> {
  guard();
  const reach: Reach = { reached: undefined };
  const value = await rehearsal.run(reach, work);
  return { value, reached: reach.reached };
}

/** For good: a handler that has been rehearsed may go on with something of its own at any time. */
function guard(): void {
  if (isGuarded) return;
  isGuarded = true;
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const refused = refusal(() => url);
    return refused ? Promise.reject(refused) : fetch(input, init);
  };
  for (const scheme of [http, https]) {
    keepFrom(scheme, 'request');
    keepFrom(scheme, 'get');
  }
  syncBuiltinESMExports();
  keepFrom(Socket.prototype, 'connect');
}

/** A handler that is rehearsed cannot call this function. */
function keepFrom<K extends string>(
  owner: Record<K, (...given: never[]) => unknown>,
  name: K,
): void {
  owner[name] = new Proxy(owner[name], {
    apply(target, self: unknown, given: unknown[]): unknown {
      const refused = refusal(() => addressOf(given[0]));
      if (refused) throw refused;
      return Reflect.apply(target, self, given);
    },
  });
}

function refusal(what: () => string): TransshipError | undefined {
  const reach = rehearsal.getStore();
  if (!reach) return undefined;
  reach.reached ??= what();
  return new TransshipError(
    'ReachedOutside',
    `The handler reaches ${reach.reached} outside a step: in a rehearsal it must not, and in every replay it does it again. Do it in a step.`,
  );
}

/** Of what `http.request` and `connect` are given first. */
function addressOf(given: unknown): string {
  const first: unknown = Array.isArray(given) ? given[0] : given;
  if (first instanceof URL || typeof first !== 'object' || first === null) return String(first);
  const { host, hostname = host, port, path } = first as Record<string, string | undefined>;
  if (hostname === undefined) return path ?? `localhost:${port}`;
  return port === undefined ? hostname : `${hostname}:${port}`;
}
