import { type Dispatcher, request } from 'undici';
import type { Clock } from '../../../core/clock';

/** What the load balancer itself has found out about a target. */
export type HealthState = 'initial' | 'healthy' | 'unhealthy';

/** A target group's settings, as its creator gave them. */
export interface HealthCheck {
  path: string;
  /** The port to check; the one that gets the traffic when undefined. */
  port: number | undefined;
  /** Told back by the API only: the embedded load balancer has one interval for all (see `Watch`). */
  intervalSeconds: number;
  timeoutSeconds: number;
  /** Checks in a row that make an unhealthy target healthy. An initial one needs a single check. */
  healthyThreshold: number;
  /** Failed checks in a row that make a target unhealthy. */
  unhealthyThreshold: number;
  /** The statuses that pass: single ones and ranges, such as `200,300-399`. */
  codes: string;
}

type Thresholds = Pick<HealthCheck, 'healthyThreshold' | 'unhealthyThreshold'>;

/** A target's state, as its health checks move it. */
export class Health {
  #state: HealthState = 'initial';
  /** Checks in a row with the same outcome; below 0 when they failed. */
  #streak = 0;

  get state(): HealthState {
    return this.#state;
  }

  record(passed: boolean, thresholds: Thresholds): void {
    this.#streak = passed ? Math.max(this.#streak, 0) + 1 : Math.min(this.#streak, 0) - 1;
    if (this.#streak >= (this.#state === 'initial' ? 1 : thresholds.healthyThreshold)) {
      this.#state = 'healthy';
    } else if (-this.#streak >= thresholds.unhealthyThreshold) {
      this.#state = 'unhealthy';
    }
  }
}

export interface Watch {
  check: HealthCheck;
  intervalMs: number;
  address: { host: string; port: number };
  /** Only what a listener or rule refers to is checked. */
  inUse: () => boolean;
  dispatcher: Dispatcher;
  clock: Clock;
  until: AbortSignal;
}

/** Checks a target again and again until told to stop. Never rejects. */
export async function watchHealth(health: Health, watch: Watch): Promise<void> {
  const { check, intervalMs, inUse, clock, until } = watch;
  while (!until.aborted) {
    if (inUse()) {
      const passed = await passes(watch);
      if (!until.aborted) health.record(passed, check);
    }
    await clock.sleep(intervalMs, until);
  }
}

async function passes({ check, address, dispatcher }: Watch): Promise<boolean> {
  const url = `http://${address.host}:${check.port ?? address.port}${check.path}`;
  try {
    const { statusCode, body } = await request(url, {
      dispatcher,
      headers: { 'user-agent': 'ELB-HealthChecker/2.0' },
      headersTimeout: check.timeoutSeconds * 1_000,
      bodyTimeout: check.timeoutSeconds * 1_000,
    });
    await body.dump();
    return passesWith(statusCode, check.codes);
  } catch {
    return false;
  }
}

const passesWith = (status: number, codes: string): boolean =>
  codes.split(',').some((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return first !== undefined && last !== undefined && first <= status && status <= last;
  });
