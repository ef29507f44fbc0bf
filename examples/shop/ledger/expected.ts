import type { Order } from '../domain/requests';
import { isRelease, releases } from '../releases';
import type { Chain } from './chain';

/** The releases on which an order was begun and finished. */
export interface Course {
  begunOn: string;
  finishedOn: string;
}

/** What must stand in the ledger for an order is for the release to say that finished it. An unknown one promises nothing. */
export const expectedSteps = (order: Order, { begunOn, finishedOn }: Course): Chain[] =>
  isRelease(finishedOn) ? releases[finishedOn].expectedSteps(order, begunOn) : [];

/** What must stand in the ledger for a quote, on any release. */
export const expectedQuoteSteps = (): Chain[] => [['note']];
