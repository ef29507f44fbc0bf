import { join } from 'node:path';
import type { Release } from '../../core/cluster';
import { type ReleaseName, releases } from '../../examples/shop/releases';
import type { Cloud } from '../cloud';

export interface ReleasesOptions {
  /** What runs the nodes. */
  compute: 'ecs' | 'ec2';
  /** Without Transship. */
  plain: boolean;
  /** What `orders` runs at its two releases, as paths of scripts. Default: releases 1 and 2 of the example. */
  entryFiles?: { from: string; to: string };
}

/** The path of a file of the example. */
export const shopFile = (path: string): string =>
  join(__dirname, '..', '..', 'examples', 'shop', path);

/** The path of what `orders` runs at a release of the example. */
export const entryFile = (release: ReleaseName, plain: boolean): string =>
  shopFile(plain ? releases[release].plainOrders : releases[release].orders);

const catalogFile = shopFile('catalog/catalog.ts');

/** Publishes both releases of the shop: an image for each component, or an AMI that has both. */
export async function publishReleases(
  cloud: Pick<Cloud, 'containers' | 'machines'>,
  { compute, plain, entryFiles }: ReleasesOptions,
): Promise<{ from: Release; to: Release }> {
  const { from, to } = entryFiles ?? { from: entryFile('1', plain), to: entryFile('2', plain) };
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
