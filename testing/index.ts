export type { Fixture } from '../core/fixture';
export { type FoundFixture, readFixtures } from './read-fixtures';
export { type ReplaysOptions, replays } from './replays';
export { type RoundTripsOptions, roundTrips } from './round-trips';
