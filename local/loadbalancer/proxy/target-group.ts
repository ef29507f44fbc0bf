import type { Dispatcher } from 'undici';
import type { Clock } from '../../../core/clock';
import type { HealthCheck, HealthState } from './health';
import { type Address, Target } from './target';

export type TargetState = HealthState | 'draining' | 'unused';

export interface TargetGroupSettings {
  arn: string;
  name: string;
  /** The port of targets that are registered without one. */
  port: number;
  check: HealthCheck;
  attributes: Map<string, string>;
}

export interface TargetGroupSurroundings {
  clock: Clock;
  /** Whether a listener or rule refers to the group. */
  inUse: (group: TargetGroup) => boolean;
  /** Makes the health checks. */
  checker: Dispatcher;
  /** How often, in milliseconds, whatever the group says. */
  healthCheckIntervalMs: number;
}

/** A target group: who is in it, whose turn it is, and how one leaves. */
export class TargetGroup {
  readonly #targets = new Set<Target>();
  readonly #surroundings: TargetGroupSurroundings;
  #turn = 0;

  constructor(
    readonly settings: TargetGroupSettings,
    surroundings: TargetGroupSurroundings,
  ) {
    this.#surroundings = surroundings;
  }

  get arn(): string {
    return this.settings.arn;
  }

  get addresses(): Address[] {
    return [...this.#targets].map(({ address }) => address);
  }

  /** Requests that the group's targets are working on, also those of targets that are leaving. */
  get inFlight(): number {
    return [...this.#targets].reduce((sum, target) => sum + target.inFlight, 0);
  }

  get healthy(): number {
    return [...this.#targets].filter(
      ({ health, leaving }) => !leaving && health.state === 'healthy',
    ).length;
  }

  register(address: Address): void {
    const present = this.#find(address);
    if (present && !present.leaving) return;
    const target = new Target(address);
    this.#targets.add(target);
    const { inUse, checker, healthCheckIntervalMs, clock } = this.#surroundings;
    void target.watch({
      check: this.settings.check,
      intervalMs: healthCheckIntervalMs,
      inUse: () => inUse(this),
      dispatcher: checker,
      clock,
    });
  }

  /**
   * Gives the target no new request, lets those in flight go on for the group's deregistration delay, then cuts them.
   * Resolves when the target is gone: at the end of the delay, or as soon as it is idle.
   */
  async deregister(address: Address): Promise<void> {
    const target = this.#find(address);
    if (target) await (target.leaving ??= this.#leave(target));
  }

  /** The next healthy target in turn; any of them when none is healthy; undefined when there is none at all. */
  next(): Target | undefined {
    const staying = [...this.#targets].filter(({ leaving }) => !leaving);
    const healthy = staying.filter(({ health }) => health.state === 'healthy');
    const candidates = healthy.length > 0 ? healthy : staying;
    return candidates[this.#turn++ % candidates.length];
  }

  stateOf(address: Address): TargetState {
    const target = this.#find(address);
    if (target?.leaving) return 'draining';
    if (!target || !this.#surroundings.inUse(this)) return 'unused';
    return target.health.state;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#targets].map((target) => target.close()));
  }

  /** The target registered last at that address: one that is leaving may be followed by one that stays. */
  #find({ host, port }: Address): Target | undefined {
    return [...this.#targets]
      .reverse()
      .find(({ address }) => address.host === host && address.port === port);
  }

  async #leave(target: Target): Promise<void> {
    target.stopWatching();
    const seconds = Number(this.settings.attributes.get('deregistration_delay.timeout_seconds'));
    const idle = new AbortController();
    await Promise.race([
      target.idle(),
      this.#surroundings.clock.sleep(seconds * 1_000, idle.signal),
    ]);
    idle.abort();
    await target.close();
    this.#targets.delete(target);
  }
}
