import { type Clock, systemClock } from '../../../core/clock';
import type { Clients } from '../../clients';
import type { Shop } from '../../deploy';
import type { Definition, Sample } from '../evidence';
import { Observer } from './observer';

export interface Monitor {
  samples: Sample[];
  definitions: Record<string, Definition>;
  /** Takes one more look and stops. Rejects if the monitor itself has failed. */
  stop(): Promise<void>;
}

export interface MonitorOptions {
  clients: Clients;
  shop: Shop;
  onSample?: (sample: Sample) => void;
  clock?: Clock;
}

const EVERY_MS = 400;

/** Looks at the cluster again and again, until it is told to stop. */
export function startMonitor({
  clients,
  shop,
  onSample = () => undefined,
  clock = systemClock,
}: MonitorOptions): Monitor {
  const observer = new Observer(clients, shop);
  const stopping = new AbortController();
  const samples: Sample[] = [];
  const look = async () => {
    const sample = await observer.look(clock.now());
    samples.push(sample);
    onSample(sample);
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      const begun = clock.elapsed();
      await look();
      await clock.sleep(Math.max(0, EVERY_MS - (clock.elapsed() - begun)), stopping.signal);
    }
    await look();
  })();
  // Whoever stops the monitor learns of it; until then nobody listens.
  looking.catch(() => undefined);
  return {
    samples,
    definitions: observer.definitions,
    stop() {
      stopping.abort();
      return looking;
    },
  };
}
