import type { Order } from '../domain/requests';
import { isRelease, releases } from '../releases';
import type { Chain } from './chain';

/** What must stand in the ledger for an order is for the release to say that finished it. An unknown one promises nothing. */
export const expectedSteps = (
  order: Order,
  finishedOn: string,
  done: ReadonlySet<string>,
): Chain[] => (isRelease(finishedOn) ? releases[finishedOn].expectedSteps(order, done) : []);

/** What must stand in the ledger for a quote, on any release. */
export const expectedQuoteSteps = (): Chain[] => [['note']];
