import { type Checkpoint, writtenBy } from './execution';
import { type Recorded, recordedOf } from './recorded';

/**
 * The record of an execution as a test of its service reads it, to see whether other code goes on with it. Nothing in
 * it says which execution it was.
 */
export interface Fixture extends Recorded {
  service: string;
  /** The version whose code has written the record. */
  version: string;
}

/** Undefined: no version has begun it yet, so it has no record. */
export function fixtureOf(execution: Checkpoint): Fixture | undefined {
  const { service } = execution;
  const version = writtenBy(execution);
  return version === undefined ? undefined : { service, version, ...recordedOf(execution) };
}

/** As JSON Lines, the form in which fixtures are kept: one a line, without a newline at the end. */
export const fixtureLines = (fixtures: Fixture[]): string =>
  fixtures.map((fixture) => JSON.stringify(fixture)).join('\n');
