/**
 * Runs releases of the shop, and keeps what they have recorded in `examples/shop/fixtures`: what later releases are tested
 * with. `npm run record:fixtures`, after a change to what a release records.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixtureLines } from '../core/fixture';
import { recordShop } from '../test/support/shop-fixtures';

const folder = join(__dirname, '..', 'examples', 'shop', 'fixtures');

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const release of ['1', '2', '3']) {
    const file = `release-${release}.jsonl`;
    await writeFile(join(folder, file), `${fixtureLines(await recordShop(release))}\n`);
    console.log(`examples/shop/fixtures/${file}`);
  }
}

void main();
