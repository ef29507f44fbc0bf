import type { IncomingMessage, ServerResponse } from 'node:http';
import { TransshipError } from '../../core/errors';
import type { Ids } from '../../core/ids';
import type { Json } from '../../core/json';
import type { Caller, Callers, Seen } from '../callers';
import type { Owned } from '../owned';
import type { Service } from '../service';
import type { State } from '../state';
import { Answers } from './answers';
import { dropRest, readBody } from './body';
import { keyedId, requestDigest } from './idempotency';
import { type Route, routeOf } from './route';

/** Whom a request is for, to be allowed or not. */
export type Target = { service: string } | { execution: string };

export interface HandlerOptions {
  services: Map<string, Service>;
  state: State;
  owned: Owned;
  callers: Callers;
  ids: Ids;
  secret: string;
  basePath: string;
  bodyLimit: number;
  relayMs: number;
  authorize: (request: IncomingMessage, target: Target) => boolean | Promise<boolean>;
  caller: (request: IncomingMessage) => string;
  onTrouble: (error: unknown) => void;
}

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: () => void,
) => void;

/** The HTTP contract, to be mounted on node:http or inside Express or Fastify. */
export function createHandler(options: HandlerOptions): Handler {
  const { services, state, owned, callers, ids, onTrouble } = options;
  const answers = new Answers(options.basePath);

  const allow = async (request: IncomingMessage, target: Target): Promise<void> => {
    if (!(await options.authorize(request, target)))
      throw new TransshipError('NotAuthorized', 'This caller may not do that.');
  };

  const start = async (
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    gone: AbortSignal,
  ): Promise<void> => {
    await allow(request, { service: name });
    const service = services.get(name);
    if (!service)
      throw new TransshipError('ServiceNotFound', `There is no service ${JSON.stringify(name)}.`);
    const input = await readBody(request, options.bodyLimit);
    const key = request.headers['idempotency-key'];
    const wantsNoAnswer = /\brespond-async\b/i.test(String(request.headers.prefer));
    const id =
      key === undefined
        ? ids.next()
        : keyedId(options.secret, name, options.caller(request), String(key));
    const digest = key === undefined ? undefined : requestDigest(input);
    const recordFirst = digest !== undefined || wantsNoAnswer || service.checkpointAfter === 0;

    const caller = callers.arrived(gone);
    const taking = { id, input, digest, recordFirst };
    const answering = takeUp(response, service, taking, wantsNoAnswer, caller);
    return service.answer === 'relay' ? callers.keep(answering) : answering;
  };

  const takeUp = async (
    response: ServerResponse,
    service: Service,
    taking: { id: string; input: Json; digest: string | undefined; recordFirst: boolean },
    wantsNoAnswer: boolean,
    caller: Caller,
  ): Promise<void> => {
    const { id, digest } = taking;
    const begun = await callers.hold(owned.begin(service, taking), caller);
    if ('existing' in begun && begun.existing.requestDigest !== digest)
      throw new TransshipError(
        'IdempotencyKeyReused',
        'This Idempotency-Key was used with another body. Use a new key for a new request.',
      );
    if (wantsNoAnswer) return answers.accepted(response, id);
    if ('existing' in begun) return follow(response, id, 0, caller);
    const seen: Seen =
      'run' in begun
        ? await callers.awaitRun(begun.run, caller)
        : { kind: 'unfinished', service: service.name };
    await answer(response, id, seen, 0, caller, 'run' in begun && !begun.run.recorded);
  };

  const follow = async (
    response: ServerResponse,
    id: string,
    hop: number,
    caller: Caller,
  ): Promise<void> => answer(response, id, await callers.follow(id, caller), hop, caller);

  const answer = async (
    response: ServerResponse,
    id: string,
    seen: Seen,
    hop: number,
    caller: Caller,
    unrecorded = false,
  ): Promise<void> => {
    if (seen.kind === 'absent')
      throw new TransshipError('ExecutionNotFound', 'There is no such execution, or no longer.');
    // What was never recorded cannot be found again, so it has no address.
    if (seen.kind === 'finished')
      return answers.result(response, seen.result, unrecorded ? undefined : id);
    if (seen.kind === 'aside') return answers.accepted(response, id);
    const mode = services.get(seen.service)?.answer ?? 'redirect';
    if (mode === 'relay' && !state.serving && hop === 0) {
      const relayed = await callers.relay(id, options.relayMs, caller);
      if (relayed.kind !== 'unfinished') return answer(response, id, relayed, hop, caller);
    }
    if (mode === 'redirect') answers.sendOn(response, id, hop);
    else answers.accepted(response, id);
  };

  const handle = async (
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    if (route.kind === 'health') return answers.alive(response, state.state);
    state.requestSeen();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    if (route.kind === 'service') return start(request, response, route.service, gone.signal);
    await allow(request, { execution: route.execution });
    await follow(response, route.execution, route.hop, callers.arrived(gone.signal));
  };

  return (request, response, next) => {
    Promise.resolve()
      .then(() => {
        const route = routeOf(request, options.basePath, services);
        if (!route && next) return next();
        if (!route)
          throw new TransshipError('ServiceNotFound', 'There is nothing at this address.');
        return handle(route, request, response);
      })
      .catch((error: unknown) => {
        // A caller that went away in the middle of its request is no trouble of this node's.
        if (!(error instanceof TransshipError) && !response.destroyed) onTrouble(error);
        answers.error(response, error);
        dropRest(request);
      });
  };
}
