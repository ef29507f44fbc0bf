/** Draws the pictures of docs/console.md, and fills in its events: from the state machine's file and the recorded upgrades. `npm run pictures` */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fill } from '../docs/sections';
import { drawAll } from './draw';
import { consoleParts } from './parts';

async function main(): Promise<void> {
  for (const [name, svg] of Object.entries(await drawAll())) {
    await writeFile(join(__dirname, '..', 'docs', 'pictures', name), svg);
    console.log(`docs/pictures/${name}`);
  }
  await fill('console.md', consoleParts());
}

void main();
