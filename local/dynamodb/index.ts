import { setMaxListeners } from 'node:events';
import { type Clock, systemClock } from '../../core/clock';
import { delivery } from './delivery';
import { type ActiveFault, type FaultRule, FaultRules } from './faults';
import { startFront } from './front';
import { LaggingIndexes } from './lagging-indexes';
import { type Counts, Meter } from './meter';
import { Schemas } from './schemas';
import { openTables } from './tables';

export type { ActiveFault, Fault, FaultRule } from './faults';
export type { Counts } from './meter';
export type { StoreRequest } from './request';

/** A DynamoDB of this machine's own, in memory. */
export interface DynamoDb {
  /** For AWS_ENDPOINT_URL_DYNAMODB. Any credentials do. */
  endpoint: string;
  faults: Faults;
  /** What was consumed since the start or the last reset, by one table or all. */
  counts(table?: string): Counts;
  resetCounts(): void;
  /** Loses all data, and every request that is still held or delayed. */
  close(): Promise<void>;
}

/** Makes the store behave as a distributed one may, and rarely does while one looks. */
export interface Faults {
  /** Rules added first are asked first. */
  add(rule: FaultRule): ActiveFault;
  /** Removes all rules and thaws the indexes. What is held already stays held. */
  clear(): void;
  /** Global secondary indexes show what they show now, until the returned function is called. */
  freezeIndexes(): () => void;
}

export interface DynamoDbOptions {
  /** How long ago what a global secondary index shows was written, in milliseconds. Default 0. */
  indexDelayMs?: number;
  clock?: Clock;
}

export async function startDynamoDb({
  indexDelayMs = 0,
  clock = systemClock,
}: DynamoDbOptions = {}): Promise<DynamoDb> {
  const schemas = new Schemas();
  const indexes = new LaggingIndexes(schemas, indexDelayMs, clock);
  const meter = new Meter();
  const rules = new FaultRules();
  const closing = new AbortController();
  // Every request that is held or delayed listens.
  setMaxListeners(0, closing.signal);
  const execute = openTables(schemas, indexes, meter);
  const deliver = delivery(execute, schemas, clock, closing.signal);

  const front = await startFront(async (operation, body) => {
    const request = schemas.request(operation, body);
    return deliver(request, rules.strike(request));
  });

  return {
    endpoint: front.endpoint,
    faults: {
      add: (rule) => rules.add(rule),
      clear: () => {
        rules.clear();
        indexes.thaw();
      },
      freezeIndexes: () => indexes.freeze(),
    },
    counts: (table) => meter.counts(table),
    resetCounts: () => meter.reset(),
    close: () => {
      closing.abort();
      return front.close();
    },
  };
}
