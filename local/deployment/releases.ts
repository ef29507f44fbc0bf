import { join } from 'node:path';
import type { Release } from '../../core/cluster';
import type { Cloud } from '../cloud';

export interface ReleasesOptions {
  /** What runs the nodes. */
  compute: 'ecs' | 'ec2';
  /** Without Transship. */
  plain: boolean;
  /** What `orders` runs at its two releases, as paths of scripts. Default: the example's. */
  entryFiles?: { from: string; to: string };
}

/** The path of a file of the example. */
export const shopFile = (path: string): string =>
  join(__dirname, '..', '..', 'examples', 'shop', path);

const catalogFile = shopFile('catalog/catalog.ts');

/** Publishes both releases of the shop: an image for each component, or an AMI that has both. */
export async function publishReleases(
  cloud: Pick<Cloud, 'containers' | 'machines'>,
  { compute, plain, entryFiles }: ReleasesOptions,
): Promise<{ from: Release; to: Release }> {
  const entry = plain ? 'plain-orders.ts' : 'orders.ts';
  const { from, to } = entryFiles ?? {
    from: shopFile(`release-1/${entry}`),
    to: shopFile(`release-2/${entry}`),
  };
  const publish = {
    ecs: async (orders: string): Promise<Release> => ({
      orders: await cloud.containers.publish('shop/orders', orders),
      catalog: await cloud.containers.publish('shop/catalog', catalogFile),
    }),
    ec2: async (orders: string): Promise<Release> => ({
      ami: await cloud.machines.publish('shop', { catalog: catalogFile, orders }),
    }),
  }[compute];
  return { from: await publish(from), to: await publish(to) };
}
