import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DynamoDb, DynamoDbOptions } from './index';

/** A thread does not inherit the TypeScript loader of the one that starts it, and looks for it from the working directory. */
const ENTRY = `require(${JSON.stringify(require.resolve('tsx/cjs'))}); require(${JSON.stringify(join(__dirname, 'worker.ts'))})`;

/** A DynamoDB in a thread of its own, so that it does not hold up who shares this process; without faults and counts. */
export async function startDynamoDbApart(
  options: Omit<DynamoDbOptions, 'clock'> = {},
): Promise<Pick<DynamoDb, 'endpoint' | 'close'>> {
  const worker = new Worker(ENTRY, { eval: true, workerData: options });
  const [endpoint] = (await once(worker, 'message')) as [string];
  return {
    endpoint,
    async close() {
      const ended = once(worker, 'exit');
      worker.postMessage('close');
      await ended;
    },
  };
}
