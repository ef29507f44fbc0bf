import { GetExecutionHistoryCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Release } from '../core/cluster';
import type { RecordedCall } from '../local/lambda/recorder';
import { order } from '../test/support/orders';
import type { Cluster } from '../test/support/real-cluster';
import type { Recorded, Recording } from './recording';

/** Orders that are in the middle of their work when the upgrade begins, and how long each of them takes. */
const ORDERS = 8;
const ORDER_SECONDS = 12;

/**
 * Carries out one upgrade, to the shop's next release unless told otherwise, and tells what is seen of it. `callsFile`:
 * where its Lambdas' calls to AWS are recorded.
 */
export async function record(
  cluster: Cluster,
  callsFile: string,
  { name, update }: { name: string; update?: Release },
): Promise<Recording> {
  const orders = Array.from({ length: ORDERS }, (_, number) =>
    cluster.call({ service: 'orders', body: order(`${name}-${number}`, ORDER_SECONDS) }),
  );
  const logged = await bytesLogged(cluster);
  const called = (await callsIn(callsFile)).length;
  const executionArn = await cluster.startUpgrade(update);
  const { status } = await cluster.awaitUpgrade(executionArn);
  await Promise.all(orders);
  return {
    command: 'npm run record',
    date: new Date().toISOString().slice(0, 10),
    status,
    functionLogBytes: (await bytesLogged(cluster)) - logged,
    storeRequests: storeRequests((await callsIn(callsFile)).slice(called)),
    events: await eventsOf(cluster, executionArn),
  };
}

/** The history of an execution. */
export async function eventsOf({ cloud }: Cluster, executionArn: string): Promise<Recorded[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await cloud.clients.stateMachines.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000, nextToken }),
    );
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const began = events[0]?.timestamp?.getTime() ?? 0;
  return events.map((event) => recorded(event, began));
}

/** What the functions have printed, which is what CloudWatch Logs would be sent of them. */
async function bytesLogged({ cloud }: Cluster): Promise<number> {
  const folder = join(cloud.workDirectory, 'functions');
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.log'));
  const sizes = await Promise.all(logs.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function callsIn(file: string): Promise<RecordedCall[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as RecordedCall);
}

/** Of the public store, by Lambda. */
function storeRequests(calls: RecordedCall[]): Recording['storeRequests'] {
  const requests: Recording['storeRequests'] = {};
  for (const { functionName, service, operation } of calls) {
    if (service !== 'DynamoDB') continue;
    const of = (requests[functionName] ??= { reads: 0, writes: 0 });
    if (/^(Get|Query|Scan)/.test(operation)) of.reads += 1;
    else of.writes += 1;
  }
  return requests;
}

function recorded(event: HistoryEvent, began: number): Recorded {
  const { id = 0, type = 'ExecutionStarted', timestamp } = event;
  const failure = event.taskFailedEventDetails ?? event.executionFailedEventDetails;
  const exited = event.stateExitedEventDetails;
  const fields = {
    state: event.stateEnteredEventDetails?.name ?? exited?.name,
    lambda: lambdaIn(event.taskScheduledEventDetails?.parameters),
    output: type === 'TaskStateExited' ? withoutTrace(exited?.output) : undefined,
    error: failure?.error,
    cause: withoutTrace(failure?.cause),
  };
  return {
    id,
    type,
    atMs: (timestamp?.getTime() ?? 0) - began,
    bytes: Buffer.byteLength(JSON.stringify(event)),
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  };
}

const lambdaIn = (parameters = '{}'): string | undefined =>
  (JSON.parse(parameters) as { FunctionName?: string }).FunctionName?.split(':').at(-1);

/** Where in the bundle an error was thrown says nothing to a reader, and is elsewhere on each machine. */
const withoutTrace = (text: string | undefined): string | undefined =>
  text?.replace(/,\\*"trace\\*":\[.*?\](?=\\*\}|\})/s, '');
