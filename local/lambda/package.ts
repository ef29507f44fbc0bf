import { build } from 'esbuild';
import { basename, dirname, join } from 'node:path';

/** Where a handler is: an export of a module. */
export interface PackagedHandler {
  file: string;
  name: string;
}

/**
 * Bundles the handlers of each folder into one package, as nearly all of each is the same. Resolves with handler file →
 * handler; rejects with esbuild's messages. `inject`: modules that each package runs first.
 */
export async function packageHandlers(
  handlerFiles: string[],
  directory: string,
  inject: string[],
): Promise<Map<string, PackagedHandler>> {
  const packaged = new Map<string, PackagedHandler>();
  for (const folder of new Set(handlerFiles.map((file) => dirname(file)))) {
    const inIt = handlerFiles.filter((file) => dirname(file) === folder);
    const handlers = [...new Set(inIt)];
    const file = join(directory, `${packaged.size}-${basename(folder)}.cjs`);
    const exported = handlers.map((handler, index) => {
      packaged.set(handler, { file, name: `handler${index}` });
      return `export { handler as handler${index} } from ${JSON.stringify(handler)};`;
    });
    await build({
      stdin: { contents: exported.join('\n'), resolveDir: folder },
      outfile: file,
      bundle: true,
      inject,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      // Code that was compiled before cannot import; it can require.
      supported: { 'dynamic-import': false },
      // So that only what is used of the SDK comes along: the client of EC2 alone takes long to load.
      mainFields: ['module', 'main'],
      logLevel: 'silent',
    });
  }
  return packaged;
}
