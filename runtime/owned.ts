import type { Clock } from '../core/clock';
import type { NodeRecord } from '../core/node';
import type { Place } from '../core/place';
import { type Claimable, canTakeOver } from '../core/readers';
import { type How, type Move, moveOf } from '../core/receipt';
import { type ExecutionHead, writtenBy } from '../core/execution';
import type { Json } from '../core/json';
import { type Stays, oneStays, sumStays } from '../core/stays';
import type { Draft, ExecutionStore, StoredCheckpoint } from '../store/executions';
import { type SendOptions, untilAnswered } from '../store/send';
import { Recorder, type Source } from './execution/recorder';
import { type Ending, Run } from './execution/run';
import { forOthers } from './for-others';
import { keepReceipt } from './receipts';
import { readable } from './rehearsal/readable';
import { countEnding } from './count-ending';
import { type Service, readerOf } from './service';
import type { State } from './state';
import { diverged, leftAlone } from './trouble';

/** So many takeovers in a row without a committed outcome, and an execution is set aside. */
const MOST_ATTEMPTS = 5;

export interface OwnedOptions {
  /** Of this node. */
  place: Place;
  state: State;
  store: ExecutionStore;
  services: Map<string, Service>;
  clock: Clock;
  send: SendOptions;
  keepSeconds: number;
  /** The other nodes that serve, as they were seen last. */
  elsewhere: () => NodeRecord[];
  onTrouble: (error: unknown) => void;
}

/** How a node comes to own an execution that another has begun. `left`: who had it, of a takeover. */
interface Coming {
  how: How;
  left?: Place;
}

/** A request taken up: run here, or recorded without an owner, or there already. */
export type Begun = { run: Run } | { parked: string } | { existing: StoredCheckpoint };

/** The executions that this node owns, and every way in which it comes to own one. */
export class Owned {
  readonly #runs = new Map<string, Run>();
  /** Of the runs, those that are finished here because nobody else can read them. */
  readonly #staying = new Map<Run, Stays>();
  /** Writes and claims without an answer, and steps of ended runs that are still under way. */
  readonly #busy = new Set<Promise<unknown>>();
  /** Whether a fault of the runtime's own has left an execution here that only a takeover can go on with. */
  #leftBehind = false;

  constructor(private readonly options: OwnedOptions) {}

  get size(): number {
    return this.#runs.size;
  }

  /** Owns nothing and has nothing without an answer. */
  get idle(): boolean {
    return this.#runs.size === 0 && this.#busy.size === 0;
  }

  /** What is finished here because nobody else can read it. */
  get staying(): Stays[] {
    return sumStays(this.#staying.values());
  }

  get leftBehind(): boolean {
    return this.#leftBehind;
  }

  get runs(): Run[] {
    return [...this.#runs.values()];
  }

  run(id: string): Run | undefined {
    return this.#runs.get(id);
  }

  /** Takes a new request up. `recordFirst`: its record is made, or found, before anything runs. */
  async begin(
    service: Service,
    request: { id: string; input: Json; digest?: string; recordFirst: boolean },
  ): Promise<Begun> {
    const { place, state, store, clock, send } = this.options;
    const keep = state.keeping;
    const draft: Draft = {
      id: request.id,
      service: service.name,
      version: keep ? service.version : undefined,
      owner: keep ? place.node : undefined,
      requestDigest: request.digest,
      input: request.input,
      outcomes: [],
      createdAt: clock.now(),
    };
    if (keep && !request.recordFirst) return { run: this.#startUnsaved(service, draft) };
    return this.#track(
      store.create(draft, send).then((answer) => {
        if ('existing' in answer) return answer;
        if (!keep) return { parked: draft.id };
        return { run: this.#start(service, { checkpoint: answer.created }) };
      }),
    );
  }

  /** Takes a parked execution, if this node may and nobody else is faster. */
  claim(id: string): Promise<Run | undefined> {
    const may = (head: ExecutionHead) => head.status === 'parked' && this.mayClaim(head);
    return this.#acquire(id, may, { how: 'parked' });
  }

  /** Takes a parked execution although this node drains, and does not park it again before its end. */
  finishHere(id: string, may: (head: ExecutionHead) => boolean): Promise<Run | undefined> {
    const both = (head: ExecutionHead) => may(head) && this.#canGoOnWith(head);
    return this.#acquire(id, both, { how: 'stays' });
  }

  /** Takes an execution from a node that has ended without parking it. */
  takeOver(id: string, left: Place, may: (head: Claimable) => boolean): Promise<Run | undefined> {
    return this.#acquire(
      id,
      (head) =>
        may(head) &&
        head.status === 'running' &&
        head.owner === left.node &&
        this.#canTake(head, true),
      { how: 'takeover', left },
    );
  }

  mayClaim(head: ExecutionHead): boolean {
    return this.options.state.serving && this.#canGoOnWith(head);
  }

  #canGoOnWith(head: ExecutionHead): boolean {
    const isDue = (head.due ?? 0) <= this.options.clock.now();
    return head.status === 'parked' && isDue && this.#canTake(head, false);
  }

  #canTake(head: ExecutionHead, unclean: boolean): boolean {
    const service = this.options.services.get(head.service);
    return service !== undefined && canTakeOver(readerOf(service), head, unclean);
  }

  /** Is not idle before that has its answer. */
  busyWith<T>(work: Promise<T>): Promise<T> {
    return this.#track(work);
  }

  /** Parks everything; spread a little, so that the store does not get it all at once. */
  parkAll(): void {
    const { clock } = this.options;
    [...this.#runs.values()].forEach(
      (run, place) => void clock.sleep(place).then(() => run.park()),
    );
  }

  /** Resolves once nothing is owned and nothing is without an answer. */
  async drained(): Promise<void> {
    while (!this.idle)
      await Promise.all([...this.#busy, ...[...this.#runs.values()].map(({ quiet }) => quiet)]);
  }

  async #acquire(
    id: string,
    may: (head: StoredCheckpoint) => boolean,
    coming: Coming,
  ): Promise<Run | undefined> {
    const running = this.#runs.get(id);
    if (running) return running;
    const acquiring = this.#acquireOnce(id, may, coming).catch((error: unknown) => {
      this.options.onTrouble(error);
      return undefined;
    });
    return this.#track(acquiring);
  }

  async #acquireOnce(
    id: string,
    may: (head: StoredCheckpoint) => boolean,
    coming: Coming,
  ): Promise<Run | undefined> {
    const { place, state, store, services, clock, send } = this.options;
    const unclean = coming.how === 'takeover';
    const checkpoint = await untilAnswered(() => store.read(id), send);
    const service = checkpoint && services.get(checkpoint.service);
    // Asked after the read and right before the write: the node may have been drained in between.
    if (!service || !may(checkpoint) || this.#runs.has(id)) return undefined;
    if (unclean && checkpoint.attempts >= MOST_ATTEMPTS) {
      await store.write(checkpoint, { kind: 'set-aside', at: clock.now() }, send);
      return undefined;
    }
    const { version } = service;
    const translated = await readable(service, checkpoint, { unclean, clock }).catch(
      async (error: unknown) => {
        // Left to those who can read it as it is.
        // Several may try it at once, and one of them writes.
        const left = await store.write(checkpoint, { kind: 'exclude', version }, send);
        if (left) state.counts.failedHandovers += 1;
        throw leftAlone(checkpoint, error);
      },
    );
    // Rehearsing takes its time.
    if (!may(checkpoint)) return undefined;
    const claim = { kind: 'claim', owner: place.node, version, unclean } as const;
    const claimed = await store.write(checkpoint, claim, send);
    if (!claimed) return undefined;
    state.counts.resumed += 1;
    if (translated) state.counts.translated += 1;
    const at = clock.now();
    const move = moveOf(checkpoint, { ...coming, to: place, version, at, translated });
    const run = this.#start(service, { checkpoint: claimed, translated }, move);
    if (coming.how === 'stays') this.#countStaying(run, oneStays(service.name, writtenBy(claimed)));
    return run;
  }

  #startUnsaved(service: Service, draft: Draft): Run {
    const run = this.#start(service, { draft });
    const { checkpointAfter } = service;
    if (checkpointAfter === Infinity) return run;
    const over = new AbortController();
    void run.ended.then(() => over.abort());
    void this.options.clock.sleep(checkpointAfter, over.signal).then(() => run.record());
    return run;
  }

  #start(service: Service, source: Source, move?: Move): Run {
    const { place, store, clock, send, keepSeconds, state, onTrouble } = this.options;
    const { version } = service;
    const recorder = new Recorder(source, {
      store,
      clock,
      send,
      version,
      place,
      keepSeconds,
      forOthers: (left, record) => forOthers(service, left, record, this.options.elsewhere()),
    });
    const run = new Run({ service, recorder, clock, unclean: move?.how === 'takeover' });
    this.#runs.set(run.id, run);
    void this.#track(run.quiet);
    void run.ended.then((ending) => this.#ended(run, ending, move));
    if (move) void this.#track(keepReceipt(run, move, { store, send }).catch(onTrouble));
    if (move?.how !== 'stays' && !state.keeping) run.park();
    return run;
  }

  #countStaying(run: Run, stays: Stays): void {
    const { counts } = this.options.state;
    this.#staying.set(run, stays);
    counts.staying = this.#staying.size;
    void run.ended.then(() => {
      this.#staying.delete(run);
      counts.staying = this.#staying.size;
    });
  }

  #ended(run: Run, ending: Ending, move: Move | undefined): void {
    this.#runs.delete(run.id);
    countEnding(this.options.state.counts, run, ending, isFromElsewhere(move));
    if (ending.kind === 'broken') {
      this.#leftBehind = true;
      this.options.onTrouble(ending.error);
    }
    if (ending.kind === 'diverged') this.options.onTrouble(diverged(run, ending.divergence));
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.#busy.add(settled);
    void settled.then(() => this.#busy.delete(settled));
    return work;
  }
}

/** What stays is finished where it was begun, and what was only recorded elsewhere is begun here. */
const isFromElsewhere = (move: Move | undefined): boolean =>
  move !== undefined && move.how !== 'stays' && move.versions.from !== undefined;
