export { type Accepted, checkLedger, type Violation } from './check';
export type { Effect } from './effect';
export { type Chain, expectedQuoteSteps, expectedSteps } from './expected';
export { type Ledger, startLedger } from './server';
