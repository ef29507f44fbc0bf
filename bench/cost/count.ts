/** Counts what docs/cost.md reckons with, and keeps it in counts.json. `npm run cost:count` */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import type { Counts } from './counts';
import { countMove, countRequests } from './counting/requests';
import { countStandingStill } from './counting/standing-still';

async function main(): Promise<void> {
  const counts: Counts = {
    command: 'npm run cost:count',
    standingStill: [await countStandingStill(2, 20), await countStandingStill(10, 20)],
    requests: await countRequests(5, [0, 5_000, Infinity]),
    move: await countMove(),
  };
  const text = await format(JSON.stringify(counts), { parser: 'json', printWidth: 100 });
  await writeFile(join(__dirname, 'counts.json'), text);
  process.stdout.write(text);
}

void main();
