import type { Order } from '../domain/requests';

/** Steps in the order in which they must stand in the ledger. Steps of different chains may stand in any order. */
export type Chain = readonly string[];

/**
 * What a release says must stand in the ledger for an order that it has finished: each step that is in any of the chains
 * exactly once, and each chain in its order. `done`: the steps that stand there, some of which other releases may have
 * done in their own way before the order came to this one.
 */
export type ExpectedSteps = (order: Order, done: ReadonlySet<string>) => Chain[];
