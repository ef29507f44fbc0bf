import type { Clock } from '../../../core/clock';

/** How long changes take to be in force, and where. */
export interface Propagation {
  /** The time after which every balancer node has taken up a change, in milliseconds; read at each change. */
  propagationMs: number;
  /** How many balancer nodes there are. */
  balancerNodes: number;
  /** Numbers in [0, 1), as Math.random gives them. */
  random: () => number;
  clock: Clock;
  /** Aborts when everything is closed. */
  closed: AbortSignal;
}

interface Versioned<T> {
  value: T;
  version: number;
}

/**
 * A setting that the balancer nodes take up one after the other, as real load balancers do: the API describes the new
 * value at once, while each node goes on with the old one until its own moment, the last exactly after `propagationMs`.
 */
export class Propagated<T> {
  readonly #propagation: Propagation;
  readonly #inForce: Versioned<T>[];
  #latest: Versioned<T>;

  /** The first value is in force everywhere at once. */
  constructor(value: T, propagation: Propagation) {
    this.#propagation = propagation;
    this.#latest = { value, version: 0 };
    this.#inForce = Array<Versioned<T>>(propagation.balancerNodes).fill(this.#latest);
  }

  /** What was set last, whether in force or not. */
  get latest(): T {
    return this.#latest.value;
  }

  /** What is in force, for each balancer node. */
  get everywhere(): T[] {
    return this.#inForce.map(({ value }) => value);
  }

  at(node: number): T {
    return (this.#inForce[node] ?? this.#latest).value;
  }

  set(value: T): void {
    const next = { value, version: this.#latest.version + 1 };
    this.#latest = next;
    moments(this.#propagation).forEach((ms, node) => void this.#takeUp(next, node, ms));
  }

  async #takeUp(next: Versioned<T>, node: number, afterMs: number): Promise<void> {
    const { clock, closed } = this.#propagation;
    if (afterMs > 0) await clock.sleep(afterMs, closed);
    const current = this.#inForce[node];
    // A later change may have overtaken this one.
    if (closed.aborted || !current || current.version > next.version) return;
    this.#inForce[node] = next;
  }
}

/** When each node takes up a change: drawn from (0, propagationMs], the latest of them moved to its very end. */
function moments({ propagationMs, balancerNodes, random }: Propagation): number[] {
  const drawn = Array.from({ length: balancerNodes }, () => (1 - random()) * propagationMs);
  drawn[drawn.indexOf(Math.max(...drawn))] = propagationMs;
  return drawn;
}
