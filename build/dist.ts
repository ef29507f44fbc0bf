import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../infra/bundle';
import { buildCommand } from './command';

const root = join(__dirname, '..');
const dist = join(root, 'dist');

/**
 * Empties `dist/`, and puts into it what tsc does not make: for the constructs state machines and Lambdas, at the
 * places where infra/upgrade/states.ts and infra/bundle.ts look, and the command.
 */
rmSync(dist, { recursive: true, force: true });
cpSync(join(root, 'statemachines'), join(dist, 'statemachines'), { recursive: true });
for (const folder of ['lambdas', 'deployment', 'hooks']) {
  mkdirSync(join(dist, folder));
  writeFileSync(join(dist, folder, 'index.js'), bundle(folder));
}
buildCommand(root, dist);
