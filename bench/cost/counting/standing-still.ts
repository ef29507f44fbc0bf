import { createHash } from 'node:crypto';
import { service, startNode } from '../../../runtime';
import { createConfigurationStore } from '../../../store/configuration';
import { startStore } from '../../../test/support/store';
import { type Consumed, meter } from './metered-client';
import { virtualTime } from './virtual-time';

/** What a cluster asks of the public store while no request comes and no upgrade runs. */
export interface StandingStill extends Consumed {
  instances: number;
  /** Of each instance. */
  nodes: number;
  seconds: number;
}

const CLUSTER = 'shop';
/** The defaults of the construct `Cluster`. */
const LEASE_SECONDS = 10;
const PROPAGATION_SECONDS = 10;
/** After so long the nodes know each other and have said that they are quiet. */
const SETTLED_AFTER_MS = 20_000;

const orders = service<null>({ name: 'orders', version: '1', handler: () => null });

/** Runs real nodes on a virtual time, with the runtime's defaults, and counts what they ask for. */
export async function countStandingStill(
  nodes: number,
  seconds: number,
  names = ['first', 'second'],
): Promise<StandingStill> {
  const store = await startStore();
  const counted = meter(store.table.client);
  const clock = virtualTime(() => counted.busy);
  // Pauses are jittered around their mean; here each is the mean.
  const { random } = Math;
  Math.random = () => 0.5;
  try {
    await createConfigurationStore(store.table).write({
      name: CLUSTER,
      application: 'orders',
      forwards: [],
      instances: names.map((name) => ({
        name,
        targetGroupArn: '',
        fleet: { kind: 'ecs', cluster: CLUSTER, service: name },
      })),
      propagationSeconds: PROPAGATION_SECONDS,
      leaseSeconds: LEASE_SECONDS,
      lambdaTimeoutSeconds: 60,
    });
    const slots = names.flatMap((instance) =>
      Array.from({ length: nodes }, (_, node) => ({ instance, slot: slotOf(instance, node) })),
    );
    const { table } = store;
    const started = await Promise.all(
      slots.map((place) =>
        startNode({ ...place, services: [orders], table, cluster: CLUSTER, clock }),
      ),
    );
    await clock.advance(SETTLED_AFTER_MS);
    counted.take();
    await clock.advance(seconds * 1000);
    const consumed = counted.take();
    const stopping = Promise.all(started.map((node) => node.stop()));
    await clock.advance(1_000);
    await stopping;
    return { instances: names.length, nodes, seconds, ...consumed };
  } finally {
    Math.random = random;
    await store.close();
  }
}

/** As long as an ECS task's ARN is, for the size of a record is billed. */
const slotOf = (instance: string, node: number): string => {
  const id = createHash('sha256').update(`${instance}/${node}`).digest('hex').slice(0, 32);
  return `arn:aws:ecs:us-east-1:123456789012:task/${CLUSTER}/${id}`;
};
