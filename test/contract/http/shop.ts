import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Clients, type Kind, startClients } from '../../support/clients';
import {
  type Instance,
  type TestCluster,
  type TestClusterOptions,
  startTestCluster,
} from '../../support/cluster';
import { createExecutionStore } from '../../../store/executions';
import { until } from '../../support/until';
import { type Order, type Step, type Workshop, createWorkshop } from '../../support/workshop';

/** A cluster that takes orders, and the clients that place them. */
export interface Shop {
  cluster: TestCluster;
  workshop: Workshop;
  clients: Clients;
  /** Places an order, at the load balancer unless told otherwise. */
  place(
    kind: Kind,
    service: string,
    order: Order,
    more?: { headers?: Record<string, string>; at?: string },
  ): Promise<Answer>;
  /** Does what an answer that is no result says, at once or after `Retry-After`, until there is a result. */
  askOn(kind: Kind, answer: Answer): Promise<Answer>;
  /** Resolves once these orders have all begun the step. */
  haveBegun(orders: string[], step: Step): Promise<void>;
  /** Drains an instance that gets all requests; resolves once everything that runs there is to be parked. */
  drain(instance: Instance): Promise<void>;
  close(): Promise<void>;
}

export async function openShop(options: Partial<TestClusterOptions> = {}): Promise<Shop> {
  const clients = startClients();
  const workshop = createWorkshop();
  const services = (instance: string) => workshop.services(instance);
  const cluster = await startTestCluster({ ...options, services });

  const ask = (kind: Kind, { headers }: Answer): Promise<Answer> => {
    const url = new URL(headers.location ?? 'nowhere:', cluster.url).href;
    return clients.call(kind, { method: 'GET', url });
  };

  return {
    cluster,
    workshop,
    clients,
    place: (kind, service, body, { headers, at = cluster.url } = {}) =>
      clients.call(kind, { url: `${at}/${service}`, headers, body }),
    askOn: async (kind, answer) => {
      let last = answer;
      while (last.status === 202 || last.status === 303) {
        await delay(Number(last.headers['retry-after'] ?? 0) * 1000);
        last = await ask(kind, last);
      }
      return last;
    },
    haveBegun: (orders, step) =>
      until(() => orders.every((order) => workshop.hasBegun(order, step))),
    drain: async (instance) => {
      // Executions are parked in the order in which they came, so the last one tells.
      const last = await fetch(`${cluster.url}/pausing`, {
        method: 'POST',
        headers: { prefer: 'respond-async' },
      });
      const store = createExecutionStore(cluster.store.table, 'shop');
      const id = last.headers.get('execution-id') ?? '';
      await cluster.drain(instance);
      await until(async () => (await store.head(id))?.status === 'parked');
    },
    close: async () => {
      workshop.openAll();
      await clients.kill();
      await cluster.close();
    },
  };
}

/** Each step once, by one execution: the first ones where it began, the others where it was moved to. */
export const movedAfter = (last: string, from: string, to: string): [string, string][] => {
  const steps = ['reserve', 'charge', 'ship', 'notify'];
  const here = steps.indexOf(last) + 1;
  return steps.map((step, place) => [step, place < here ? from : to]);
};

/** What every answer that sends a caller on has: an address of its own for each hop, relative. */
export const sentOn = (hop: number) => ({
  status: 303,
  headers: { location: expect.stringMatching(address(`\\?hop=${hop}`)) as string },
});

/** What every answer has that bids a caller ask again. */
export const toAskAgain = {
  status: 202,
  headers: { location: expect.stringMatching(address('')) as string, 'retry-after': '1' },
};

function address(query: string): RegExp {
  return new RegExp(`^/executions/[\\w-]{22}${query}$`);
}
