import { build } from 'esbuild';
import { join, parse } from 'node:path';

/** Bundles each handler file once. Resolves with handler file → bundle; rejects with esbuild's messages. */
export async function bundleHandlers(
  handlerFiles: string[],
  directory: string,
): Promise<Map<string, string>> {
  const names = new Map(
    [...new Set(handlerFiles)].map((file, index) => [file, `${index}-${parse(file).name}`]),
  );
  await build({
    entryPoints: Object.fromEntries([...names].map(([file, name]) => [name, file])),
    outdir: directory,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // So that only what is used of the SDK comes along: the client of EC2 alone takes long to load.
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  return new Map([...names].map(([file, name]) => [file, join(directory, `${name}.cjs`)]));
}
