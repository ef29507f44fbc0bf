import type { ExpectedSteps } from './ledger/chain';
import { expectedSteps as expectedSteps1 } from './release-1/expected-steps';
import { expectedSteps as expectedSteps2 } from './release-2/expected-steps';
import { expectedSteps as expectedSteps3 } from './release-3/expected-steps';
import { expectedSteps as expectedSteps4 } from './release-4/expected-steps';

/** What whoever installs or judges a release of the shop must know of it. */
export interface ShopRelease {
  /** What the component `orders` runs, as paths in this folder: with Transship, and without it. */
  orders: string;
  plainOrders: string;
  /** The releases whose unfinished requests it can go on with, as its services declare to the runtime. */
  reads: readonly string[];
  /** The releases in whose words it leaves its unfinished requests, where no other can go on with them. */
  leavesTo: readonly string[];
  expectedSteps: ExpectedSteps;
}

const listed = {
  '1': {
    orders: 'release-1/orders.ts',
    plainOrders: 'release-1/plain-orders.ts',
    reads: [],
    leavesTo: [],
    expectedSteps: expectedSteps1,
  },
  '2': {
    orders: 'release-2/orders.ts',
    plainOrders: 'release-2/plain-orders.ts',
    reads: ['1'],
    leavesTo: [],
    expectedSteps: expectedSteps2,
  },
  '3': {
    orders: 'release-3/orders.ts',
    plainOrders: 'release-3/plain-orders.ts',
    reads: ['2', '1'],
    leavesTo: ['2', '1'],
    expectedSteps: expectedSteps3,
  },
  '4': {
    orders: 'release-4/orders.ts',
    plainOrders: 'release-4/plain-orders.ts',
    reads: [],
    leavesTo: [],
    expectedSteps: expectedSteps4,
  },
} satisfies Record<string, ShopRelease>;

export type ReleaseName = keyof typeof listed;

/** Every release of the shop that works, by the name that its results and effects give. */
export const releases: Record<ReleaseName, ShopRelease> = listed;

export const releaseNames = Object.keys(listed) as ReleaseName[];

export const isRelease = (name: string): name is ReleaseName => Object.hasOwn(listed, name);
