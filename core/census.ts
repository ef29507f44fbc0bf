import type { NodeFigures, NodeRecord } from './node';
import type { ObservedInstance } from './plan';
import { type Stays, sumStays } from './stays';

/** Who is there in an instance: the platform's own list of tasks, and what their nodes report. */
export interface Census {
  /** Every task that has not stopped, those that start or are being stopped included. */
  tasks: ListedTask[];
  /** How the rollout of the release that the service is deployed with stands. */
  rollout: ObservedInstance['rollout'];
  /** How many tasks the platform's service itself says that it has, running or starting. */
  counted: number;
  /** Read consistently, after the list. Those of dead nodes stay for a while. */
  records: NodeRecord[];
}

export interface ListedTask {
  /** The platform's name of it, by which its node reports too. */
  slot: string;
  state: 'starting' | 'running' | 'stopping';
  /** What the platform runs it from. */
  definition: string;
}

export const recordOf = ({ records }: Census, slot: string): NodeRecord | undefined =>
  records.find((record) => record.slot === slot);

/** The records of nodes whose tasks are listed. */
export const listedRecords = ({ tasks, records }: Census): NodeRecord[] => {
  const slots = new Set(tasks.map(({ slot }) => slot));
  return records.filter(({ slot }) => slots.has(slot));
};

/**
 * Each task that is meant to stay runs, and its node has answered the mode of this generation in one of `states`.
 * `silentToo`: also if there never was a node in it that could answer.
 */
export const allHaveAnswered = (
  census: Census,
  generation: number,
  states: NodeRecord['state'][],
  silentToo = false,
): boolean => {
  const staying = census.tasks.filter(({ state }) => state !== 'stopping');
  return (
    staying.length > 0 &&
    staying.length >= census.counted &&
    staying.every(({ slot, state }) => {
      const record = recordOf(census, slot);
      const answered = record
        ? record.generation === generation && states.includes(record.state)
        : silentToo;
      return state === 'running' && answered;
    })
  );
};

/** For the one who watches; never evidence. */
export function sumFigures(records: NodeRecord[]): Required<NodeFigures> {
  const sum = (figure: keyof NodeFigures) =>
    records.reduce((total, { figures }) => total + (figures[figure] ?? 0), 0);
  return {
    owned: sum('owned'),
    relayed: sum('relayed'),
    staying: sum('staying'),
    parked: sum('parked'),
    resumed: sum('resumed'),
    translated: sum('translated'),
    finished: sum('finished'),
    failed: sum('failed'),
    movedFinished: sum('movedFinished'),
    movedFailed: sum('movedFailed'),
    failedHandovers: sum('failedHandovers'),
    fenced: sum('fenced'),
    outstayed: sum('outstayed'),
  };
}

/** What the nodes own that nobody else can read. */
export const staysAt = (records: NodeRecord[]): Stays[] =>
  sumStays(records.flatMap(({ staying = [] }) => staying));
