import type { NodeRecord } from './node';

/** Slot → the beat last seen there, and since when (in seconds waited) it has stood still. */
export type Sightings = Record<string, Sighting>;

export interface Sighting {
  node: string;
  beat: number;
  since: number;
  /** Nothing was known of the slot before: the beat may have stood still for longer. */
  first?: true;
}

/** What has been seen of the nodes' beats, after one more look. */
export function sight(before: Sightings, records: NodeRecord[], waited: number): Sightings {
  return Object.fromEntries(
    records.map(({ slot, node, beat }) => {
      const last = before[slot];
      const still = last?.node === node && last.beat === beat;
      const seen = { node, beat, since: waited, ...(!last && { first: true as const }) };
      return [slot, still ? last : seen];
    }),
  );
}

/** The beat was seen to move since then: the record says something of the time after. */
export const hasMovedSince = (sighting: Sighting | undefined, since: number): boolean =>
  sighting !== undefined && !sighting.first && sighting.since > since;

/** The beat has stood still for a whole lease, by the observer's own time. */
export const isDead = (sighting: Sighting | undefined, waited: number, lease: number): boolean =>
  sighting !== undefined && waited - sighting.since >= lease;
