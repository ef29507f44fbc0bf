import { type ExecutionHead, type Outcome, type Result, writtenBy } from '../../core/execution';
import type { ParkedBy, Place } from '../../core/place';
import { type Recorded, type Renaming, recordedOf, waitsAlike } from '../../core/recorded';
import type { Json } from '../../core/json';
import type { Draft, ExecutionStore, StoredCheckpoint } from '../../store/executions';
import { type SendOptions, untilAnswered } from '../../store/send';
import type { Change } from '../../core/transitions';
import type { Clock } from '../../core/clock';
import type { Left } from '../for-others';
import { stillOwned } from './still-owned';

export type Committed = 'saved' | 'lost';

/** Of an execution that was never saved, or as it was read, with its record translated if another version wrote it. */
export type Source = { draft: Draft } | { checkpoint: StoredCheckpoint; translated?: Recorded };

export interface RecorderOptions {
  store: ExecutionStore;
  clock: Clock;
  send?: SendOptions;
  version: string;
  /** Of its node. */
  place: Place;
  /** How long a result is kept, in seconds. */
  keepSeconds: number;
  /** The record in the words of those who are to go on with it; undefined: as it is. See `forOthers`. */
  forOthers?: (left: Left, record: Recorded) => { version: string; record: Recorded } | undefined;
}

/**
 * Saves one execution, one write at a time. Until saving begins, outcomes are kept in memory only; from then on
 * nothing is told to the handler before it is in the public store.
 */
export class Recorder {
  saving: boolean;
  #draft: Draft;
  #checkpoint: StoredCheckpoint | undefined;

  /** The record in the words of this version, until it has been saved so. */
  #translated: Recorded | undefined;

  constructor(
    source: Source,
    private readonly options: RecorderOptions,
  ) {
    this.#checkpoint = 'checkpoint' in source ? source.checkpoint : undefined;
    this.#draft = 'draft' in source ? source.draft : source.checkpoint;
    this.#translated = 'checkpoint' in source ? source.translated : undefined;
    this.saving = this.#checkpoint !== undefined;
  }

  get id(): string {
    return this.#draft.id;
  }

  get input(): Json {
    return (this.#translated ?? this.#checkpoint ?? this.#draft).input;
  }

  get outcomes(): Outcome[] {
    return (this.#translated ?? this.#checkpoint ?? this.#draft).outcomes;
  }

  get renamings(): Renaming[] {
    return (this.#translated ?? this.#checkpoint)?.renamings ?? [];
  }

  get recorded(): boolean {
    return this.#checkpoint !== undefined;
  }

  /** As this node has last written it; undefined: not yet. */
  get head(): ExecutionHead | undefined {
    return this.#checkpoint;
  }

  /** As whom the public store has it, or will. */
  get #left(): Left {
    if (!this.#checkpoint) return { version: this.#draft.version, excluded: [] };
    return { version: writtenBy(this.#checkpoint), excluded: this.#checkpoint.excluded };
  }

  get mustCreate(): boolean {
    return this.saving && !this.#checkpoint;
  }

  async create(): Promise<Committed> {
    const answer = await this.options.store.create(this.#draft, this.options.send);
    if (!('created' in answer)) return 'lost';
    this.#checkpoint = answer.created;
    return 'saved';
  }

  async commit(outcomes: Outcome[]): Promise<Committed> {
    if (this.#checkpoint)
      return this.#write({ kind: 'commit', outcomes, record: this.#translated });
    // A wait may outlast any node, so it needs the record.
    this.saving ||= outcomes.some(({ kind }) => kind === 'begun');
    this.#draft = { ...this.#draft, outcomes: [...this.#draft.outcomes, ...outcomes] };
    return this.saving ? this.create() : 'saved';
  }

  async finish(result: Result): Promise<Committed> {
    if (!this.saving) return 'saved';
    if (this.mustCreate && (await this.create()) === 'lost') return 'lost';
    const { clock, keepSeconds } = this.options;
    const expires = Math.floor(clock.now() / 1000) + keepSeconds;
    return this.#write({ kind: 'finish', result, expires });
  }

  /** An execution that was not saved so far is recorded as parked by a single write. */
  async park(due: number): Promise<Committed> {
    const others = this.options.forOthers?.(this.#left, recordedOf(this));
    if (!others) return this.#leave({ due });
    // A wait that the other version has not is over.
    const isAlike = waitsAlike(this, others.record);
    return this.#leave({ ...others, due: isAlike ? due : this.options.clock.now() });
  }

  #leave(left: { due: number; version?: string; record?: Recorded }): Promise<Committed> {
    const { due, version, record } = left;
    if (!this.#checkpoint) {
      const words = record && { ...record, version };
      const parkedBy = { ...this.#by, ...(words && { translatedFrom: this.options.version }) };
      this.#draft = { ...this.#draft, ...words, owner: undefined, due, parkedBy };
      return this.create();
    }
    return this.#write(
      record && version !== undefined
        ? { kind: 'translate', due, by: this.#by, version, record }
        : { kind: 'park', due, by: this.#by },
    );
  }

  /** Leaves the execution to other versions than this one. */
  exclude(): Promise<Committed> {
    const due = this.options.clock.now();
    return this.#write({ kind: 'park', due, by: this.#by, excluded: this.options.version });
  }

  get #by(): ParkedBy {
    return { ...this.options.place, at: this.options.clock.now() };
  }

  async #write(change: Change): Promise<Committed> {
    if (!this.#checkpoint) throw new Error(`Execution ${this.id} has no record to change`);
    const written = await this.#writeOn(this.#checkpoint, change);
    if (!written) return 'lost';
    this.#checkpoint = written;
    this.#translated = undefined;
    return 'saved';
  }

  async #writeOn(before: StoredCheckpoint, change: Change): Promise<StoredCheckpoint | undefined> {
    const { store, clock, send } = this.options;
    const written = await store.write(before, change, send);
    if (written) return written;
    const now = await untilAnswered(() => store.read(this.id), { clock, ...send });
    const owned = stillOwned(before, change, now);
    if (!now || !owned) return undefined;
    return owned.written ? now : this.#writeOn(now, change);
  }
}
