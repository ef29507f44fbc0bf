export type { Chain } from './chain';
export { type Accepted, checkLedger, type Violation } from './check';
export type { Effect } from './effect';
export { expectedQuoteSteps, expectedSteps } from './expected';
export { type Ledger, startLedger } from './server';
