import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../core/clock';
import { openEngine } from './engine';
import { indexWriteUnits, projectionOf } from './projection';
import { type Attributes, succeeded } from './request';
import type { ItemReference, Schemas } from './schemas';
import { Turns } from './turns';

interface Change {
  at: number;
  item: ItemReference;
  projection: Attributes | undefined;
}

/**
 * Global secondary indexes that show what the table held `delayMs` ago, or at the latest when they were frozen.
 *
 * They are served by a second engine, whose tables hold of each item only what the indexes show of it. Changes wait
 * in order and are applied when somebody looks: no timer, and a write that touches no index costs nothing.
 */
export class LaggingIndexes {
  readonly engine = openEngine();
  private readonly latest = new Map<string, Change>();
  private changes: Change[] = [];
  private readonly freezes = new Set<{ at: number }>();
  private readonly turns = new Turns();

  constructor(
    private readonly schemas: Schemas,
    private readonly delayMs: number,
    private readonly clock: Pick<Clock, 'elapsed'>,
  ) {}

  /** Must be told of the writes of one item in the order of their commits. Returns the write units it cost. */
  committed(item: ItemReference, image: Attributes | undefined): number {
    const schema = this.schemas.of(item.table);
    const before = this.latest.get(item.id)?.projection;
    const projection = projectionOf(schema, image);
    if (isDeepStrictEqual(before, projection)) return 0;
    const change = { at: this.clock.elapsed(), item, projection };
    if (projection) this.latest.set(item.id, change);
    else this.latest.delete(item.id);
    this.changes.push(change);
    return indexWriteUnits(schema, before, projection);
  }

  /** Brings the indexes to where a reader may see them now. To be awaited before reading from `engine`. */
  catchUp(): Promise<void> {
    return this.turns.take(['changes'], async () => {
      const horizon =
        Math.min(this.clock.elapsed(), ...[...this.freezes].map(({ at }) => at)) - this.delayMs;
      const firstToWait = this.changes.findIndex(({ at }) => at > horizon);
      const due = this.changes.splice(0, firstToWait < 0 ? this.changes.length : firstToWait);
      const lastOfEach = new Map(due.map((change) => [change.item.id, change]));
      await Promise.all([...lastOfEach.values()].map((change) => this.apply(change)));
    });
  }

  /** Stops the indexes at what a reader sees now; the returned function lets them go on. */
  freeze(): () => void {
    const freeze = { at: this.clock.elapsed() };
    this.freezes.add(freeze);
    return () => void this.freezes.delete(freeze);
  }

  thaw(): void {
    this.freezes.clear();
  }

  forget(table: string): void {
    this.changes = this.changes.filter(({ item }) => item.table !== table);
    for (const [id, { item }] of this.latest) if (item.table === table) this.latest.delete(id);
  }

  private async apply({ item, projection }: Change): Promise<void> {
    const answer = projection
      ? await this.engine('PutItem', { TableName: item.table, Item: projection })
      : await this.engine('DeleteItem', { TableName: item.table, Key: item.key });
    if (!succeeded(answer)) throw new Error(`An index refused ${JSON.stringify(answer.body)}`);
  }
}
