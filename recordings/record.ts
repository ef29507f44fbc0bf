/**
 * Runs two real upgrades in the embedded cloud, one that succeeds and one whose release cannot start, and keeps their
 * histories in this folder. The pictures of docs/console.md and the figures of docs/cost.md are made from these.
 * `npm run record`
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { startCluster } from '../test/support/real-cluster';
import { record } from './observe';
import type { Recording, RecordingName } from './recording';

const broken = join(__dirname, '..', 'test', 'fixtures', 'containers', 'crash.ts');

async function keep(name: RecordingName, recording: Recording): Promise<void> {
  const expected = name === 'succeeded' ? 'SUCCEEDED' : 'FAILED';
  if (recording.status !== expected) throw new Error(`The upgrade has ${recording.status}.`);
  const text = await format(JSON.stringify(recording), { parser: 'json', printWidth: 100 });
  await writeFile(join(__dirname, `${name}.json`), text);
  console.log(`recordings/${name}.json`);
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'record-'));
  const calls = join(directory, 'calls.jsonl');
  try {
    // As `npm start` has it: two nodes an instance, waits at their real length.
    const cluster = await startCluster({
      nodes: 2,
      propagationSeconds: 1,
      waitScale: 1,
      recordCallsTo: calls,
    });
    try {
      await keep('succeeded', await record(cluster, calls, { name: 'succeeded' }));
      const orders = await cluster.cloud.containers.publish('shop/orders', broken);
      await keep('failed', await record(cluster, calls, { name: 'failed', update: { orders } }));
    } finally {
      await cluster.close();
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}

void main();
