import { join } from 'node:path';
import type { Answer } from './caller';
import { effectsOf } from './orders';
import type { Cluster, NodeProcess } from './real-cluster';

const application = join(__dirname, '..', 'fixtures', 'keyed');

/** An application of three services that do the same: three steps, saved in each of the three ways. */
export const entryFiles = {
  from: join(application, 'release-1.ts'),
  to: join(application, 'release-2.ts'),
};

export const services = ['at-once', 'later', 'never'];

/** A request with an idempotency key, sent to a node itself if one is given, followed by way of the load balancer. */
export const keyed = (
  cluster: Cluster,
  service: string,
  id: string,
  { node, stepMs = 400 }: { node?: NodeProcess; stepMs?: number } = {},
): Promise<Answer> =>
  cluster.call({
    url: node?.url ?? cluster.url,
    followAt: cluster.url,
    service,
    body: { id, stepMs },
    key: `key-of-${id}`,
  });

/** Step → how often it stands in the ledger; and how many executions it was for. */
export function done(cluster: Cluster, id: string): { steps: string[]; executions: number } {
  const effects = effectsOf(cluster.ledger, id);
  return {
    steps: effects.map(({ step }) => step),
    executions: new Set(effects.map(({ execution }) => execution)).size,
  };
}
