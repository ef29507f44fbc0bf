import type { StoreRequest } from './request';

/** What goes wrong with a request on its way. */
export type Fault =
  | { kind: 'delay'; ms: number }
  /** Executed when `until` settles, also when its client has long given up. */
  | { kind: 'hold'; until: Promise<unknown> }
  /** The connection breaks and nothing is executed. */
  | { kind: 'drop-request' }
  /** It is executed, then the connection breaks. */
  | { kind: 'drop-answer' }
  /** Refused with ProvisionedThroughputExceededException; nothing is executed. */
  | { kind: 'throttle' }
  /**
   * Delivered a second time; the client gets the answer of the first. `at-once`: before that answer is sent.
   * `after-next-commit`: after the next successful write of the same item, before that one's answer is sent;
   * a request that writes no item is not delivered again, a batch when its first item is written.
   */
  | { kind: 'duplicate'; when: 'at-once' | 'after-next-commit' };

export interface FaultRule {
  match(request: StoreRequest): boolean;
  /** How many matching requests it strikes. Default: every one. */
  times?: number;
  fault: Fault;
}

export interface ActiveFault {
  /** How many requests it has struck. */
  hits(): number;
  /** Resolves when it strikes next, counted from this call, before the request is executed. */
  nextHit(): Promise<StoreRequest>;
  remove(): void;
}

/** The rules in force. A request is struck by the first rule that matches and is not used up, and by no other. */
export class FaultRules {
  private readonly rules = new Set<(request: StoreRequest) => Fault | undefined>();

  add(rule: FaultRule): ActiveFault {
    const { times = Infinity, fault } = rule;
    let hits = 0;
    let waiting: ((request: StoreRequest) => void)[] = [];
    const strike = (request: StoreRequest) => {
      if (hits >= times || !rule.match(request)) return undefined;
      hits += 1;
      for (const resolve of waiting) resolve(request);
      waiting = [];
      return fault;
    };
    this.rules.add(strike);
    return {
      hits: () => hits,
      nextHit: () => new Promise((resolve) => waiting.push(resolve)),
      remove: () => void this.rules.delete(strike),
    };
  }

  clear(): void {
    this.rules.clear();
  }

  strike(request: StoreRequest): Fault | undefined {
    for (const strike of this.rules) {
      const fault = strike(request);
      if (fault) return fault;
    }
    return undefined;
  }
}
