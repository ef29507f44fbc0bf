import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type * as Esbuild from 'esbuild';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The project's root; in the package `dist/`, which is laid out in the same way. */
const root = join(__dirname, '..');

/**
 * The Lambdas of a folder with all that they import, as one file: nearly all of each is the same, and a file for each
 * would be ten times as much to build, to install and to deploy.
 *
 * In a clone it is built from TypeScript when it is needed, on this machine, without Docker or network. The package has
 * neither the sources nor esbuild: there the folder holds the file that `npm run build` has made, and that is taken.
 */
export class Bundle {
  readonly code: Code;

  /** `folder` is a path from the project's root. */
  constructor(folder: string) {
    const packaged = join(root, folder);
    this.code = existsSync(join(packaged, 'index.js')) ? Code.fromAsset(packaged) : built(folder);
  }

  /** As Lambda is to call it: `lambdas/await-handover.ts` → `index.awaitHandover`. */
  handlerOf(file: string): string {
    return `index.${exportOf(file)}`;
  }
}

const built = (folder: string): Code =>
  Code.fromAsset(root, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: bundling is always local.
      image: DockerImage.fromRegistry('none'),
      // What tells this asset from others of the same root.
      command: [folder],
      local: {
        tryBundle: (directory) => {
          writeFileSync(join(directory, 'index.js'), bundle(folder));
          return true;
        },
      },
    },
  });

/** One file that exports the `handler` of every file in the folder that has one, under the file's name. */
export function bundle(folder: string): Uint8Array {
  // Not at the top of this file, because it is there in a clone only.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { buildSync } = require('esbuild') as typeof Esbuild;
  const directory = join(root, folder);
  const exported = readdirSync(directory)
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => readFileSync(join(directory, file), 'utf8').includes('export const handler'))
    .map((file) => `export { handler as ${exportOf(file)} } from './${file}';`);
  const { outputFiles } = buildSync({
    stdin: { contents: exported.sort().join('\n'), resolveDir: directory },
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // So that only what is used of the SDK comes along.
    mainFields: ['module', 'main'],
    // Names stay whole, so that a stack trace can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`Bundling ${folder} gave nothing.`);
  return output.contents;
}

/** `lambdas/await-handover.ts` → `awaitHandover`. */
const exportOf = (file: string): string =>
  basename(file, '.ts').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
