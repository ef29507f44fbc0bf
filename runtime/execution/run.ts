import { setMaxListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { TransshipError } from '../../core/errors';
import type { ExecutionHead, Outcome, Result } from '../../core/execution';
import { isAt } from '../../core/recorded';
import type { Service } from '../service';
import type { Ask } from './asks';
import { type Divergence, Handling } from './handling';
import type { Recorder } from './recorder';
import { runStep } from './step';
import type { Clock } from '../../core/clock';

/** How a node's run of an execution ended. All but `finished` leave the execution to others. */
export type Ending =
  | { kind: 'finished'; result: Result }
  | { kind: 'parked' }
  | { kind: 'diverged'; divergence: Divergence }
  | { kind: 'lost' }
  /** A fault of the runtime itself or of the store's set-up; the record stands as it was. */
  | { kind: 'broken'; error: unknown };

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
  /** When the replay was through; undefined: the run has ended before that. */
  readonly resumed: Promise<number | undefined>;
  /** Resolves when the run has ended and no step of it is under way any more. */
  readonly quiet: Promise<void>;

  readonly #handling: Handling;
  readonly #queue: Outcome[] = [];
  readonly #lost = new AbortController();
  readonly #over = new AbortController();
  readonly #options: RunOptions;
  #isOver = false;
  #parking = false;
  #running = 0;
  /** Steps that a predecessor may have been cut off in. */
  #cutOff: string[] = [];
  #wake: () => void = () => undefined;
  #resume: (at?: number) => void = () => undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    const { service, recorder } = options;
    this.#handling = new Handling(service, recorder.id, recorder.input);
    this.#handling.onChange = () => this.#wake();
    // As many as there are waits side by side; Node.js would warn of more than ten.
    setMaxListeners(Infinity, this.#over.signal);
    this.resumed = new Promise((resolve) => (this.#resume = resolve));
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

  /** As it was last written here. */
  get head(): ExecutionHead | undefined {
    return this.#options.recorder.head;
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
    const { recorder, clock, unclean } = this.#options;
    try {
      const isOver = () => this.#parking && !unclean;
      const replayed = await this.#handling.replay(recorder.outcomes, { clock, isOver });
      if (replayed === 'left') return await this.#leave(clock.now());
      if (replayed !== 'through')
        return (await recorder.exclude()) === 'lost'
          ? this.#lose()
          : { kind: 'diverged', divergence: replayed };
      this.#resume(clock.now());
      if (unclean) this.#cutOff = await this.#nextSteps();
      return await this.#live();
    } catch (error) {
      return { kind: 'broken', error };
    } finally {
      this.#isOver = true;
      this.#resume();
      this.#over.abort();
      this.#wake();
    }
  }

  async #live(): Promise<Ending> {
    const { recorder } = this.#options;
    for (;;) {
      if (!this.#parking || this.#cutOff.length > 0)
        this.#handling.asks.start().forEach(this.#start);
      if (this.#queue.length > 0) {
        const batch = this.#queue.splice(0);
        if ((await recorder.commit(batch)) === 'lost') return this.#lose();
        for (const outcome of batch) await this.#tell(outcome);
      } else if (this.#handling.result) {
        const { result } = this.#handling;
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

  async #leave(due: number): Promise<Ending> {
    const left = await this.#options.recorder.park(due);
    return left === 'lost' ? this.#lose() : { kind: 'parked' };
  }

  #lose(): Ending {
    const message = 'Another node has taken the execution over; nothing of this run is saved.';
    this.#lost.abort(new TransshipError('OwnershipLost', message));
    return { kind: 'lost' };
  }

  async #tell(outcome: Outcome): Promise<void> {
    const wasCutOff = this.#cutOff.includes(outcome.id);
    this.#cutOff = this.#cutOff.filter((id) => id !== outcome.id);
    this.#handling.asks.deliver(outcome);
    if (outcome.kind === 'begun') this.#waitUntil(outcome.id, outcome.until);
    await turn();
    // What another version may have been cut off in comes after what only this one has.
    if (!wasCutOff || !this.service.added.some((path) => isAt(outcome.id, path))) return;
    this.#cutOff = await this.#nextSteps();
  }

  /** What the handler asks for next, once it has come to something. */
  async #nextSteps(): Promise<string[]> {
    const { asks } = this.#handling;
    await this.#handling.comesToSomething(this.#options.clock);
    return asks.all.flatMap(({ kind, id }) => (kind === 'step' ? [id] : []));
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
    const untils = this.#handling.asks.all.map((ask) =>
      ask.kind === 'wait' ? ask.until : undefined,
    );
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
