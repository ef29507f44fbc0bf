import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';

const root = join(__dirname, '..');

/**
 * Handlers' files (their paths from the project's root), each with all that it imports as one file of its own. They
 * are built together, because they share most of it, on this machine, without Docker or network; and only when one is
 * needed.
 */
export class Bundle {
  private built: Map<string, Uint8Array> | undefined;

  constructor(private readonly files: string[]) {}

  codeOf(file: string): Code {
    return Code.fromAsset(root, {
      assetHashType: AssetHashType.OUTPUT,
      bundling: {
        // Never pulled: bundling is always local.
        image: DockerImage.fromRegistry('none'),
        // What tells this asset from the others of the same folder.
        command: [file],
        local: {
          tryBundle: (directory) => {
            writeFileSync(join(directory, 'index.js'), this.contentOf(file));
            return true;
          },
        },
      },
    });
  }

  private contentOf(file: string): Uint8Array {
    this.built ??= build(this.files);
    const content = this.built.get(parse(file).name);
    if (content) return content;
    throw new Error(`${file} is not in its bundle.`);
  }
}

/** Name of a handler's file → its bundle. */
function build(files: string[]): Map<string, Uint8Array> {
  const { outputFiles } = buildSync({
    entryPoints: files.map((file) => join(root, file)),
    outdir: root,
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
  return new Map(outputFiles.map(({ path, contents }) => [parse(path).name, contents]));
}
