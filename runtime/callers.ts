import type { Clock } from '../core/clock';
import { TransshipError } from '../core/errors';
import type { Result } from '../core/execution';
import type { ExecutionStore } from '../store/executions';
import { type SendOptions, untilAnswered } from '../store/send';
import type { Run } from './execution/run';
import type { Owned } from './owned';
import type { State } from './state';

/** What a caller learns: the result, or that it is to look on elsewhere or later. */
export type Seen =
  | { kind: 'finished'; result: Result }
  | { kind: 'unfinished'; service: string }
  /** Set aside: nobody works on it until it is retried. */
  | { kind: 'aside' }
  | { kind: 'absent' };

/** Somebody who waits for an answer. */
export interface Caller {
  /** Aborts when the connection is gone. */
  gone: AbortSignal;
  /** By the node's clock: when it has to be answered, so that the load balancer does not do it first. */
  until: number;
}

export interface CallersOptions {
  state: State;
  owned: Owned;
  store: ExecutionStore;
  clock: Clock;
  send: SendOptions;
  /** How long a caller is held, in ms: a little less than the load balancer's idle time-out. */
  holdMs: number;
}

/** A draining node looks again for so long before it sends a caller on. */
const DRAINING_LOOK_MS = 1_000;
/** For giving an execution its address; of the 5 s that callers are held less than the load balancer allows. */
const ADDRESS_PATIENCE_MS = 3_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

const storeUnavailable = (): TransshipError =>
  new TransshipError(
    'StoreUnavailable',
    'The public store does not answer; whether the request is taken up is unknown.',
  );

/** Callers that wait at this node, for executions that run here or elsewhere. */
export class Callers {
  readonly #relaying = new Set<Promise<unknown>>();

  constructor(private readonly options: CallersOptions) {}

  /** From now on the caller is held, whatever it is held for. */
  arrived(gone: AbortSignal): Caller {
    const { clock, holdMs } = this.options;
    return { gone, until: clock.elapsed() + holdMs };
  }

  /** Waits for the store to take a request up, for as long as a caller is held. Errors: `StoreUnavailable`. */
  async hold<T>(taking: Promise<T>, caller: Caller): Promise<T> {
    const released = new AbortController();
    const late = this.options.clock.sleep(this.#left(caller), released.signal).then(() => {
      throw storeUnavailable();
    });
    late.catch(() => undefined);
    return Promise.race([taking, late]).finally(() => released.abort());
  }

  /** Waits for a run of this node, until it ends, the caller is gone or has been held long enough. */
  async awaitRun(run: Run, caller: Caller): Promise<Seen> {
    const { clock } = this.options;
    const released = new AbortController();
    const signal = AbortSignal.any([caller.gone, released.signal]);
    const held = clock.sleep(this.#left(caller), signal);
    const ending = await Promise.race([run.ended, held.then(() => this.#addressed(run, signal))]);
    released.abort();
    if (ending?.kind === 'finished') return ending;
    if (ending?.kind === 'broken' && !run.recorded) throw ending.error;
    return { kind: 'unfinished', service: run.service.name };
  }

  /** Follows an execution wherever it is; takes it, if it is parked and this node may. */
  async follow(id: string, caller: Caller): Promise<Seen> {
    const seen: { service?: string } = {};
    try {
      return await this.#follow(id, caller, seen);
    } catch (error) {
      // It is there, so its caller need not fail because the last of many looks got no answer.
      const unavailable = error instanceof TransshipError && error.name === 'StoreUnavailable';
      if (!unavailable || seen.service === undefined) throw error;
      return { kind: 'unfinished', service: seen.service };
    }
  }

  async #follow(id: string, caller: Caller, seen: { service?: string }): Promise<Seen> {
    const { clock, owned, state } = this.options;
    const since = clock.elapsed();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const head = await this.#ask(() => this.options.store.head(id), caller);
      if (!head) return { kind: 'absent' };
      seen.service = head.service;
      if (head.result) return { kind: 'finished', result: head.result };
      if (head.status === 'aside') return { kind: 'aside' };
      const mayClaim = owned.mayClaim(head);
      const run =
        owned.run(id) ?? (mayClaim ? await this.hold(owned.claim(id), caller) : undefined);
      if (run) return this.awaitRun(run, caller);
      // A node that is tested takes nothing up that is parked: somebody else may.
      const patient = state.serving || (state.keeping && head.owner !== undefined);
      const until = patient ? caller.until : Math.min(caller.until, since + DRAINING_LOOK_MS);
      const left = until - clock.elapsed();
      if (caller.gone.aborted || left <= 0) return { kind: 'unfinished', service: head.service };
      await clock.sleep(Math.min(pause, left), caller.gone);
    }
  }

  /** Holds the caller of a drained node until the result is there, for `relayMs` at the most. */
  relay(id: string, relayMs: number, caller: Caller): Promise<Seen> {
    const until = Math.min(caller.until, this.options.clock.elapsed() + relayMs);
    this.options.state.counts.relayed += 1;
    const relaying = this.#relayOnce(id, { ...caller, until });
    return this.keep(relaying).finally(() => (this.options.state.counts.relayed -= 1));
  }

  /** Whoever is or may yet be relayed: a drained node waits for it to be answered before it seals. */
  keep<T>(answering: Promise<T>): Promise<T> {
    this.#relaying.add(answering);
    return answering.finally(() => this.#relaying.delete(answering));
  }

  /** Resolves once no caller is held any more for what is done elsewhere. */
  async relayed(): Promise<void> {
    while (this.#relaying.size > 0) await Promise.allSettled(this.#relaying);
  }

  async #relayOnce(id: string, caller: Caller): Promise<Seen> {
    const { clock } = this.options;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const head = await this.#ask(() => this.options.store.head(id), caller);
      if (!head) return { kind: 'absent' };
      if (head.result) return { kind: 'finished', result: head.result };
      if (head.status === 'aside') return { kind: 'aside' };
      const left = this.#left(caller);
      if (left <= 0 || caller.gone.aborted) return { kind: 'unfinished', service: head.service };
      await clock.sleep(Math.min(pause, left), caller.gone);
    }
  }

  /** A caller can be sent to an execution's address only once it is saved. Errors: `StoreUnavailable`. */
  async #addressed(run: Run, needless: AbortSignal): Promise<undefined> {
    const { clock } = this.options;
    const deadline = clock.elapsed() + ADDRESS_PATIENCE_MS;
    if (!needless.aborted) run.record();
    while (!run.recorded && !needless.aborted) {
      if (clock.elapsed() > deadline) throw storeUnavailable();
      await clock.sleep(FIRST_PAUSE_MS, needless);
    }
  }

  #left({ until }: Caller): number {
    return Math.max(0, until - this.options.clock.elapsed());
  }

  /** Asks the store for as long as the caller is held. */
  #ask<T>(ask: () => Promise<T>, caller: Caller): Promise<T> {
    const { clock, send } = this.options;
    const over = new AbortController();
    const signal = AbortSignal.any([caller.gone, over.signal]);
    void clock.sleep(this.#left(caller), signal).then(() => over.abort());
    return untilAnswered(ask, { ...send, signal: over.signal }).finally(() => over.abort());
  }
}
