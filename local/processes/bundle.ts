import { build } from 'esbuild';

/** A script with all that it imports; the same code gives the same bytes. Rejects with esbuild's messages. */
export async function bundle(entryFile: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entryFile],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: false,
    sourcemap: false,
    write: false,
    logLevel: 'error',
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`Bundling ${entryFile} gave nothing`);
  return output.contents;
}
