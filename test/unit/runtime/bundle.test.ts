import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(__dirname, '../../..');
const allowed = ['@aws-sdk/client-dynamodb', '@aws-sdk/util-dynamodb'];

interface Package {
  dependencies?: Record<string, string>;
}

/** Where Node.js finds a package from there. */
function directoryOf(name: string, from: string): string {
  const directory = path.join(from, 'node_modules', name);
  if (existsSync(directory)) return directory;
  if (from === root) throw new Error(`${name} is not installed`);
  return directoryOf(name, path.dirname(from));
}

/** These packages and all that they are made of, by their own word. */
function madeOf(names: string[], from = root, found = new Set<string>()): Set<string> {
  for (const name of names.filter((it) => !found.has(it))) {
    found.add(name);
    const directory = directoryOf(name, from);
    const file = readFileSync(path.join(directory, 'package.json'), 'utf8');
    madeOf(Object.keys((JSON.parse(file) as Package).dependencies ?? {}), directory, found);
  }
  return found;
}

const packageOf = (input: string): string | undefined =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];

test('the runtime pulls in the DynamoDB client and what that is made of, and nothing else', async () => {
  const { metafile } = await build({
    entryPoints: [path.join(root, 'runtime/index.ts')],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const inputs = Object.keys(metafile.inputs);
  const own = inputs.filter((input) => packageOf(input) === undefined);
  expect(own.filter((input) => !/^(core|store|runtime)\//.test(input))).toEqual([]);
  const imported = own.flatMap((input) => metafile.inputs[input]?.imports ?? []);
  const direct = new Set(imported.flatMap((it) => packageOf(it.path) ?? []));
  expect([...direct].toSorted()).toEqual(allowed);
  const packages = new Set(inputs.flatMap((input) => packageOf(input) ?? []));
  const known = madeOf(allowed);
  expect([...packages].filter((name) => !known.has(name))).toEqual([]);
  const unwanted = /client-(ecs|ecr|sfn|elastic)|cdk|constructs|^zod$|undici|dynalite/;
  expect([...packages].filter((name) => unwanted.test(name))).toEqual([]);
});
