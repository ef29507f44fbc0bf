import type { Clock } from '../core/clock';
import type { Mode } from '../core/node';
import type { ModeStore } from '../store/modes';
import { type SendOptions, untilAnswered } from '../store/send';
import type { Beat } from './beat';
import type { Owned } from './owned';
import type { Rehearsing } from './rehearsal/rehearsing';
import type { State } from './state';
import type { Staying } from './staying';
import type { Takeover } from './takeover';

export interface LifecycleOptions {
  cluster: string;
  instance: string;
  modes: ModeStore;
  state: State;
  owned: Owned;
  beat: Beat;
  takeover: Takeover;
  staying: Staying;
  rehearsing: Rehearsing;
  /** Resolves once no relayed caller is held any more. */
  relayed: () => Promise<void>;
  clock: Clock;
  send: SendOptions;
}

/** A node that drains waits no longer than this to learn who serves. */
const LONGEST_LOOK_MS = 1_000;

/** Between two looks for what stays, while something does. */
const STAYING_PAUSE_MS = 2_000;

/** Carries out the mode of this node's instance: serve, be tested, or drain and seal. */
export class Lifecycle {
  constructor(private readonly options: LifecycleOptions) {}

  /** Takes the slot, then reads the mode: in this order, a node that boots late is either seen or sees the drain. */
  async boot(): Promise<void> {
    await this.options.beat.enter();
    await this.followMode();
  }

  /** Reads the mode and begins what it asks for. */
  async followMode(): Promise<void> {
    const { cluster, instance, modes, state, rehearsing } = this.options;
    const mode = await modes.read(cluster, instance);
    rehearsing.follow(mode.rehearsal);
    if (state.state !== 'starting' && mode.generation <= state.generation) return;
    await (mode.mode === 'draining' ? this.#drain(mode) : this.#keep(mode));
  }

  async #keep({ mode, generation }: Mode): Promise<void> {
    const { state, beat } = this.options;
    Object.assign(state, { state: mode, generation });
    await beat.report();
  }

  async #drain(mode: Mode): Promise<void> {
    const { generation } = mode;
    const { state, beat, owned, takeover, clock, send } = this.options;
    Object.assign(state, { state: 'draining', generation });
    // What is parked is left in the words of those who serve now. Not to know them is no reason not to drain.
    const seen = takeover.observe().catch(send.onTrouble);
    await Promise.race([seen, clock.sleep(LONGEST_LOOK_MS)]);
    owned.parkAll();
    void this.#seal(mode).catch(this.options.send.onTrouble);
    await beat.report();
  }

  /** Resolves once nothing is owned, nothing is without an answer and no caller is held for what is done elsewhere. */
  async vacated(): Promise<void> {
    const { owned, relayed } = this.options;
    do {
      await owned.drained();
      await relayed();
    } while (!owned.idle);
  }

  /** What stays may wait for its time while another is at work: it is looked for until there is nothing left. */
  async #finishStaying(mode: Mode): Promise<void> {
    const { generation } = mode;
    const { state, staying, owned, clock, send } = this.options;
    // What is parked while it looks, it may not have seen.
    let seenAll = false;
    while (state.draining && state.generation === generation && !seenAll) {
      const wasIdle = owned.idle;
      await untilAnswered(() => staying.takeUp(mode), send);
      seenAll = wasIdle && owned.idle;
      if (!owned.idle) await Promise.race([this.vacated(), clock.sleep(STAYING_PAUSE_MS)]);
    }
    await this.vacated();
  }

  /** Seals once there is nothing left. From the sealing on, nothing is claimed before a later mode is read. */
  async #seal(mode: Mode): Promise<void> {
    const { generation } = mode;
    const { state, beat, takeover, send } = this.options;
    await untilAnswered(() => takeover.whatOnlyDrainingNodesCan(), send);
    await this.#finishStaying(mode);
    if (state.state !== 'draining' || state.generation !== generation) return;
    state.state = 'sealed';
    await beat.report();
  }
}
