import { buildSync } from 'esbuild';
import { join } from 'node:path';

/**
 * The command as one file: what it asks AWS with is much, and an application that embeds the runtime has no use for it.
 * The embedded cloud stays where it is, in the clone: the command says so when it does not find it.
 */
export function buildCommand(root: string, dist: string): void {
  buildSync({
    entryPoints: [join(root, 'cli', 'transship.ts')],
    outfile: join(dist, 'cli', 'transship.js'),
    external: ['../local/up'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  });
}
