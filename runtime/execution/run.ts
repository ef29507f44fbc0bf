import { setMaxListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { TransshipError } from '../../core/errors';
import type { Outcome, Result } from '../../core/execution';
import { isAt } from '../../core/recorded';
import type { Context } from '../context';
import type { Service } from '../service';
import { type Ask, Asks } from './asks';
import { handlerContext } from './handler-context';
import type { Recorder } from './recorder';
import { runStep } from './step';
import { copyOf, settle, toFailure } from './values';
import type { Clock } from '../../core/clock';

/** How a node's run of an execution ended. All but `finished` leave the execution to others. */
export type Ending =
  | { kind: 'finished'; result: Result }
  | { kind: 'parked' }
  | { kind: 'diverged' }
  | { kind: 'lost' }
  /** A fault of the runtime itself or of the store's set-up; the record stands as it was. */
  | { kind: 'broken'; error: unknown };

/**
 * So often a replay looks, while the handler waits for steps, whether it has come to the one that was recorded, before
 * it has diverged: a branch may be doing something of its own in between. Counted, because time goes on in a process
 * that stands still.
 */
const REPLAY_LOOKS = 200;
const REPLAY_PAUSE_MS = 5;

export interface RunOptions {
  service: Service;
  recorder: Recorder;
  clock: Clock;
  /** The last owner ended without parking: what it may have been doing is done again before anything else. */
  unclean?: boolean;
}

/** One node's running of one execution: replay what is recorded, go on from there, until the end or a park. */
export class Run {
  readonly ended: Promise<Ending>;
  /** Resolves when the run has ended and no step of it is under way any more. */
  readonly quiet: Promise<void>;

  readonly #asks = new Asks();
  readonly #queue: Outcome[] = [];
  readonly #lost = new AbortController();
  readonly #over = new AbortController();
  readonly #options: RunOptions;
  #isOver = false;
  #parking = false;
  #running = 0;
  /** Steps that a predecessor may have been cut off in. */
  #cutOff: string[] = [];
  #handler: Result | undefined;
  #wake: () => void = () => undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    // As many as there are waits side by side; Node.js would warn of more than ten.
    setMaxListeners(Infinity, this.#over.signal);
    this.ended = this.#drive();
    this.quiet = this.ended.then(async () => {
      while (this.#running > 0) await this.#changed();
    });
  }

  get id(): string {
    return this.#options.recorder.id;
  }

  get service(): Service {
    return this.#options.service;
  }

  /** Whether it is in the public store, so that it can be found there. */
  get recorded(): boolean {
    return this.#options.recorder.recorded;
  }

  /** Starts nothing new, lets what runs end, saves it and gives the execution up. */
  park(): void {
    this.#parking = true;
    this.#wake();
  }

  /** Saves the execution from now on. */
  record(): void {
    this.#options.recorder.saving = true;
    this.#wake();
  }

  async #drive(): Promise<Ending> {
    const { recorder } = this.#options;
    try {
      this.#startHandler();
      const replayed = await this.#replay();
      if (replayed === 'left') return await this.#leave(this.#options.clock.now());
      if (replayed === 'diverged')
        return (await recorder.exclude()) === 'lost' ? this.#lose() : { kind: 'diverged' };
      if (this.#options.unclean) await this.#comesToSomething();
      if (this.#options.unclean) this.#cutOff = this.#stepsAsked();
      return await this.#live();
    } catch (error) {
      return { kind: 'broken', error };
    } finally {
      this.#isOver = true;
      this.#over.abort();
      this.#wake();
    }
  }

  async #live(): Promise<Ending> {
    const { recorder } = this.#options;
    for (;;) {
      if (!this.#parking || this.#cutOff.length > 0) this.#asks.start().forEach(this.#start);
      if (this.#queue.length > 0) {
        const batch = this.#queue.splice(0);
        if ((await recorder.commit(batch)) === 'lost') return this.#lose();
        for (const outcome of batch) await this.#tell(outcome);
      } else if (this.#handler) {
        const result = this.#handler;
        return (await recorder.finish(result)) === 'lost'
          ? this.#lose()
          : { kind: 'finished', result };
      } else if (recorder.mustCreate) {
        if ((await recorder.create()) === 'lost') return this.#lose();
      } else if (this.#parking && this.#running === 0 && this.#cutOff.length === 0) {
        return this.#leave(this.#due());
      } else {
        await this.#changed();
      }
    }
  }

  /** A handler that does something of its own before its next step is given the time that a replay gives it. */
  async #comesToSomething(): Promise<void> {
    const { clock } = this.#options;
    for (let looks = 0; looks < REPLAY_LOOKS; looks++) {
      if (this.#handler || this.#asks.all.length > 0) return;
      await clock.sleep(REPLAY_PAUSE_MS);
    }
  }

  async #leave(due: number): Promise<Ending> {
    const left = await this.#options.recorder.park(due);
    return left === 'lost' ? this.#lose() : { kind: 'parked' };
  }

  #lose(): Ending {
    const message = 'Another node has taken the execution over; nothing of this run is saved.';
    this.#lost.abort(new TransshipError('OwnershipLost', message));
    return { kind: 'lost' };
  }

  #startHandler(): void {
    const { service, recorder } = this.#options;
    const ask = (asked: Ask): Promise<unknown> => {
      const answer = this.#asks.add(asked);
      this.#wake();
      return answer;
    };
    const context: Context = handlerContext(this.id, ask);
    Promise.resolve()
      .then(() => service.handler(context, copyOf(recorder.input)))
      .then((value) => settle(value, `The result of ${service.name}`))
      .catch((error: unknown): Result => ({ ok: false, error: toFailure(error) }))
      .then((result) => {
        this.#handler = result;
        this.#wake();
      })
      .catch(() => undefined);
  }

  /** Outcomes are told one at a time, each with all that follows from it, exactly as they were the first time. */
  async #replay(): Promise<'through' | 'diverged' | 'left'> {
    for (const outcome of this.#options.recorder.outcomes) {
      await turn();
      for (let looks = 0; !this.#asks.met(outcome);) {
        if (this.#parking && !this.#options.unclean) return 'left';
        if (this.#handler || looks > REPLAY_LOOKS) return 'diverged';
        if (this.#asks.all.length > 0) looks += 1;
        await this.#options.clock.sleep(REPLAY_PAUSE_MS);
      }
      this.#asks.deliver(outcome);
    }
    await turn();
    return 'through';
  }

  async #tell(outcome: Outcome): Promise<void> {
    const wasCutOff = this.#cutOff.includes(outcome.id);
    this.#cutOff = this.#cutOff.filter((id) => id !== outcome.id);
    this.#asks.deliver(outcome);
    if (outcome.kind === 'begun') this.#waitUntil(outcome.id, outcome.until);
    await turn();
    // What another version may have been cut off in comes after what only this one has.
    if (!wasCutOff || !this.service.added.some((path) => isAt(outcome.id, path))) return;
    await this.#comesToSomething();
    this.#cutOff = this.#stepsAsked();
  }

  #stepsAsked(): string[] {
    return this.#asks.all.flatMap(({ kind, id }) => (kind === 'step' ? [id] : []));
  }

  readonly #start = (ask: Ask): void => {
    if (ask.kind === 'step') return void this.#runStep(ask);
    if (ask.until !== undefined) return this.#waitUntil(ask.id, ask.until);
    const until = this.#options.clock.now() + ask.milliseconds;
    this.#queue.push({ kind: 'begun', id: ask.id, until });
  };

  async #runStep({ id, work, options }: Extract<Ask, { kind: 'step' }>): Promise<void> {
    const { clock, recorder } = this.#options;
    const lost = this.#lost.signal;
    this.#running += 1;
    const { renamings } = recorder;
    const result = await runStep(this.id, id, work, options, { clock, lost, renamings });
    this.#running -= 1;
    if (!this.#isOver) this.#queue.push({ kind: 'step', id, result });
    this.#wake();
  }

  #waitUntil(id: string, until: number): void {
    const { clock } = this.#options;
    const over = this.#over.signal;
    clock
      .sleep(Math.max(0, until - clock.now()), over)
      .then(() => {
        if (over.aborted) return;
        this.#queue.push({ kind: 'wait', id, until });
        this.#wake();
      })
      .catch(() => undefined);
  }

  /** From when on somebody else can do something for this execution. */
  #due(): number {
    const untils = this.#asks.all.map((ask) => (ask.kind === 'wait' ? ask.until : undefined));
    const now = this.#options.clock.now();
    const waiting = untils.filter((until) => until !== undefined);
    return waiting.length > 0 && waiting.length === untils.length
      ? Math.max(now, Math.min(...waiting))
      : now;
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}
