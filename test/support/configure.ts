import { createConfigurationStore } from '../../store/configuration';
import type { TestStore } from './store';

/** Says which instances the cluster of these tests has. The lease is so long that a busy machine is not taken for a dead node. */
export const configure = (
  store: TestStore,
  { leaseSeconds = 600, instances = ['first', 'second'] } = {},
): Promise<void> =>
  createConfigurationStore(store.table).write({
    name: 'shop',
    application: 'orders',
    forwards: [],
    instances: instances.map((name) => ({
      name,
      targetGroupArn: `of ${name}`,
      fleet: { kind: 'ecs' as const, cluster: 'shop', service: name },
    })),
    propagationSeconds: 1,
    leaseSeconds,
    lambdaTimeoutSeconds: 60,
  });
