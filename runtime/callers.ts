import type { Clock } from '../core/clock';
import { TransshipError } from '../core/errors';
import type { ExecutionHead, Result } from '../core/execution';
import type { ExecutionStore } from '../store/executions';
import { type SendOptions, untilAnswered } from '../store/send';
import type { Run } from './execution/run';
import type { Owned } from './owned';
import type { State } from './state';

/** What a caller learns: the result, or that it is to look on elsewhere or later. */
export type Seen =
  | { kind: 'finished'; result: Result }
  | { kind: 'unfinished'; service: string }
  | { kind: 'absent' };

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
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Callers that wait at this node, for executions that run here or elsewhere. */
export class Callers {
  readonly #relaying = new Set<Promise<Seen>>();

  constructor(private readonly options: CallersOptions) {}

  /** Waits for the store to take a request up, for as long as a caller is held. Errors: `StoreUnavailable`. */
  async hold<T>(taking: Promise<T>): Promise<T> {
    const { clock, holdMs } = this.options;
    const released = new AbortController();
    const late = clock.sleep(holdMs, released.signal).then(() => {
      const message =
        'The public store does not answer; whether the request is taken up is unknown.';
      throw new TransshipError('StoreUnavailable', message);
    });
    late.catch(() => undefined);
    return Promise.race([taking, late]).finally(() => released.abort());
  }

  /** Waits for a run of this node, until it ends, the caller is gone or has been held long enough. */
  async awaitRun(run: Run, service: string, gone: AbortSignal): Promise<Seen> {
    const { clock, holdMs } = this.options;
    const released = new AbortController();
    const signal = AbortSignal.any([gone, released.signal]);
    const ending = await Promise.race([run.ended, clock.sleep(holdMs, signal)]);
    released.abort();
    if (ending?.kind === 'finished') return ending;
    return { kind: 'unfinished', service };
  }

  /** Follows an execution wherever it is; takes it, if it is parked and this node may. */
  async follow(id: string, gone: AbortSignal): Promise<Seen> {
    const { clock, owned, state, holdMs } = this.options;
    const since = clock.elapsed();
    const held = () => clock.elapsed() - since;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const head = await this.#look(id, gone);
      if (!head) return { kind: 'absent' };
      if (head.result) return { kind: 'finished', result: head.result };
      const run = owned.run(id) ?? (owned.mayClaim(head) ? await owned.claim(id) : undefined);
      if (run) return this.awaitRun(run, head.service, gone);
      const limit = state.serving ? holdMs : DRAINING_LOOK_MS;
      if (gone.aborted || held() >= limit) return { kind: 'unfinished', service: head.service };
      await clock.sleep(Math.min(pause, limit), gone);
    }
  }

  /** Holds the caller of a drained node until the result is there, for `holdMs` at the most. */
  relay(id: string, holdMs: number, gone: AbortSignal): Promise<Seen> {
    const relaying = this.#relayOnce(id, holdMs, gone);
    this.#relaying.add(relaying);
    this.options.state.counts.relayed += 1;
    return relaying.finally(() => {
      this.#relaying.delete(relaying);
      this.options.state.counts.relayed -= 1;
    });
  }

  /** Resolves once no caller is held any more for what is done elsewhere. */
  async relayed(): Promise<void> {
    while (this.#relaying.size > 0) await Promise.allSettled(this.#relaying);
  }

  async #relayOnce(id: string, holdMs: number, gone: AbortSignal): Promise<Seen> {
    const { clock } = this.options;
    const since = clock.elapsed();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const head = await this.#look(id, gone);
      if (!head) return { kind: 'absent' };
      if (head.result) return { kind: 'finished', result: head.result };
      const over = clock.elapsed() - since >= holdMs;
      if (over || gone.aborted) return { kind: 'unfinished', service: head.service };
      await clock.sleep(pause, gone);
    }
  }

  async #look(id: string, gone: AbortSignal): Promise<ExecutionHead | undefined> {
    const { store, send, holdMs } = this.options;
    const signal = AbortSignal.any([gone, AbortSignal.timeout(holdMs)]);
    return untilAnswered(() => store.head(id), { ...send, signal });
  }
}
