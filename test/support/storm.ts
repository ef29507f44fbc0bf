import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import type { Fault, StoreRequest } from '../../local/dynamodb';
import type { Table } from '../../store/client';
import type { TestStore } from './store';

/** A client gives a request up after this long and sends it again; what it gave up may still arrive. */
const PATIENCE_MS = 100;

const faults: (Fault | undefined)[] = [
  { kind: 'delay', ms: 3 },
  { kind: 'delay', ms: PATIENCE_MS + 30 },
  { kind: 'drop-request' },
  { kind: 'drop-answer' },
  { kind: 'throttle' },
  { kind: 'duplicate', when: 'at-once' },
  { kind: 'duplicate', when: 'after-next-commit' },
];

/** What befalls one request after the other, over and over. */
export const anyStorm = fc.array(
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, fc.constantFrom(...faults)),
  { minLength: 5, maxLength: 30 },
);

/** True about every third time, in no rhythm that a loop could fall into, and the same at each run. */
export function nowAndThen(): () => boolean {
  let seed = 20_261_124;
  return () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % 3 === 0;
  };
}

/** Lets a storm loose on the item of an execution; returns how to end it. */
export function unleash(store: TestStore, id: string, storm: (Fault | undefined)[]): () => void {
  let count = -1;
  const isOfIt = ({ key }: StoreRequest) => key?.pk === `execution#${id}`;
  // It is asked first of all, so that it counts each request once.
  const counting = store.faults.add({
    match: (request) => {
      if (isOfIt(request)) count += 1;
      return false;
    },
    fault: { kind: 'throttle' },
  });
  const strikes = storm.flatMap((fault, place) => {
    const match = (request: StoreRequest) => isOfIt(request) && count % storm.length === place;
    return fault ? [store.faults.add({ match, fault })] : [];
  });
  return () => [counting, ...strikes].forEach((rule) => rule.remove());
}

/** The same table by way of a client that has little patience. */
export function hastyTable({ endpoint, table }: TestStore): Table & { close(): void } {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: PATIENCE_MS, throwOnRequestTimeout: true },
  });
  return { client, name: table.name, close: () => client.destroy() };
}
