import type { Recorded } from '../../core/recorded';

export type Translate = (record: Recorded) => Recorded;

/**
 * One thing in which a version of a service records otherwise than the one before. `up` and `down` translate a record;
 * what they throw says why this one cannot be: its execution then stays where it can be read.
 */
export interface Difference {
  up: Translate;
  down: Translate;
  /**
   * Whether a step that was cut off under the one version is done again, with its key, under the other. Where not,
   * only nodes of the same version take over what a dead node has left.
   */
  redoes: { up: boolean; down: boolean };
  /** Paths that only the later version has, and only the earlier. */
  adds?: string;
  drops?: string;
}

/** The other way round: what was up is down. */
export const inverse = ({ up, down, redoes, adds, drops }: Difference): Difference => ({
  up: down,
  down: up,
  redoes: { up: redoes.down, down: redoes.up },
  adds: drops,
  drops: adds,
});
