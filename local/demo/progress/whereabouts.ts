import type { Effect } from '../../../examples/shop/ledger';
import type { RequestLog } from '../evidence';

/** Keeps track, while a run goes on, of where each order is: by the ledger's newest lines and the clients' log. */
export class Whereabouts {
  /** Executions seen at more than one place. */
  moved = 0;
  private readonly places = new Map<string, { place: string; instance: string; moved: boolean }>();
  private readonly ended = new Set<string>();
  private effectsRead = 0;
  private logRead = 0;

  constructor(
    private readonly effects: () => readonly Effect[],
    private readonly log: readonly RequestLog[],
  ) {}

  /** Instance → orders in flight there. */
  look(): Record<string, number> {
    const effects = this.effects();
    for (; this.effectsRead < effects.length; this.effectsRead++)
      this.note(effects[this.effectsRead]);
    for (; this.logRead < this.log.length; this.logRead++) this.end(this.log[this.logRead]);
    const counts: Record<string, number> = {};
    for (const { instance } of this.places.values()) counts[instance] = (counts[instance] ?? 0) + 1;
    return counts;
  }

  private note(effect: Effect | undefined): void {
    if (!effect || this.ended.has(effect.order)) return;
    const { order, instance, release } = effect;
    const place = `${instance} ${release}`;
    const before = this.places.get(order);
    const movesNow = before !== undefined && before.place !== place;
    if (movesNow && !before.moved) this.moved += 1;
    this.places.set(order, { place, instance, moved: movesNow || (before?.moved ?? false) });
  }

  private end(request: RequestLog | undefined): void {
    if (!request) return;
    this.ended.add(request.id);
    this.places.delete(request.id);
  }
}
