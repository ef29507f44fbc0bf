import type { Effect } from '../../examples/shop/ledger';
import type { RequestLog, Sample } from '../../local/demo/evidence';
import { startMonitor } from '../../local/demo/monitor/monitor';
import { confirmResults } from '../../local/demo/traffic/confirm';
import { startTraffic } from '../../local/demo/traffic/traffic';
import type { Stage } from './stage';

const QUOTES_PER_SECOND = 8;
const ORDERS_PER_SECOND = 1;
/** Each outlasts the handover of an instance here. */
const ORDER_SECONDS = 6;

/** What clients, ledger and monitor saw of a scenario. */
export interface Seen {
  requests: RequestLog[];
  effects: readonly Effect[];
  samples: Sample[];
}

/** Requests on the cluster, and those who look on. */
export interface Watch {
  /** Resolves once every request has its answer, and each order's result has been read once more. */
  end(): Promise<Seen>;
}

/** Ids of requests begin anew with each watch: the one before must have ended. */
export function startWatch({ cluster }: Stage, signal: AbortSignal): Watch {
  const { cloud, shop, ledger, url } = cluster;
  const before = ledger.effects().length;
  const monitor = startMonitor({ clients: cloud.clients, shop });
  const traffic = startTraffic({
    url,
    quotesPerSecond: QUOTES_PER_SECOND,
    ordersPerSecond: ORDERS_PER_SECOND,
    orderSeconds: ORDER_SECONDS,
    signal,
  });
  return {
    async end() {
      traffic.stop();
      await traffic.ended();
      await confirmResults(url, traffic.log, signal);
      await monitor.stop();
      return {
        requests: traffic.log,
        effects: ledger.effects().slice(before),
        samples: monitor.samples,
      };
    },
  };
}
