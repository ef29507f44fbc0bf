import type { Clock } from '../core/clock';
import type { NodeFigures, NodeState } from '../core/node';

/** Where this node stands; the one place that says what it may do. */
export class State {
  state: NodeState = 'starting';
  /** The generation of the mode that `state` answers. */
  generation = 0;
  /** This node alone is being stopped (SIGTERM): it drains, whatever its instance's mode. */
  stopping = false;
  /** Another process has taken this one's slot; it must own nothing more. */
  superseded = false;
  readonly counts: Required<Omit<NodeFigures, 'owned'>> = {
    relayed: 0,
    staying: 0,
    parked: 0,
    resumed: 0,
    translated: 0,
    finished: 0,
    failed: 0,
    movedFinished: 0,
    movedFailed: 0,
    failedHandovers: 0,
    fenced: 0,
    outstayed: 0,
  };
  #lastBeatAt: number;
  #lastRequestAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly leaseMs: number,
  ) {
    this.#lastBeatAt = this.#lastRequestAt = clock.elapsed();
  }

  /** Takes requests up and keeps them, and claims. */
  get serving(): boolean {
    return this.state === 'serving' && !this.stopping && !this.superseded;
  }

  /** Takes requests up and keeps them; where it is tested, it does no more. */
  get keeping(): boolean {
    const testing = this.state === 'testing' && !this.stopping && !this.superseded;
    return testing || this.serving;
  }

  /** May take over what no serving node can. */
  get draining(): boolean {
    return this.state === 'draining' && !this.stopping && !this.superseded;
  }

  /** Others still see it alive, so that its view of who is dead is worth something. */
  get beating(): boolean {
    return this.clock.elapsed() - this.#lastBeatAt < this.leaseMs / 2;
  }

  beatAccepted(): void {
    this.#lastBeatAt = this.clock.elapsed();
  }

  requestSeen(): void {
    this.#lastRequestAt = this.clock.elapsed();
  }

  /** By the node's clock. */
  get lastRequestAt(): number {
    return this.#lastRequestAt;
  }

  get quietForMs(): number {
    return Math.floor(this.clock.elapsed() - this.#lastRequestAt);
  }
}
