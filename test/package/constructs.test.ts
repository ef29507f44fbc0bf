import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Consumer } from './consumer';
import { type Synthesised, synthesised } from './synthesised';

const root = join(__dirname, '..', '..');
const consumer = new Consumer('@types/node', 'aws-cdk-lib', 'constructs');
afterAll(() => consumer.remove());

const definition = readFileSync(
  join(consumer.modules, 'transship', 'dist', 'statemachines', 'upgrade.asl.json'),
  'utf8',
);

/** The app that docs/deploy.md shows for a service that was there before. */
function shownApp(): string {
  const page = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8');
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const [app, ...others] = blocks.filter((block) => block.includes(`'transship/infra'`));
  if (app === undefined || others.length > 0) throw new Error('docs/deploy.md shows one app.');
  return app;
}

let first: Synthesised;
let second: Synthesised;

/** As the CDK's command line does it, but without a network. */
function synthesise(output: string): Synthesised {
  const folder = join(consumer.place, output);
  consumer.run(['--require', join(__dirname, 'offline.cjs'), 'app.js'], { CDK_OUTDIR: folder });
  return synthesised(folder);
}

beforeAll(() => {
  consumer.write('app.ts', shownApp());
  consumer.compile('app.ts');
  first = synthesise('first.out');
  second = synthesise('second.out');
});

describe('an app of the constructs', () => {
  it('compiles by older rules of finding types too', () => {
    expect(() => consumer.compile('app.ts', 'node10')).not.toThrow();
  });

  it('needs neither esbuild nor TypeScript to be synthesised', () => {
    for (const name of ['esbuild', 'typescript', 'tsx'])
      expect(existsSync(join(consumer.modules, name))).toBe(false);
    expect(Object.keys(first.templates).sort()).toEqual([
      'Orders',
      'TransshipStore',
      'TransshipUpgrade',
    ]);
  });

  it('is the same from one synthesis to the next, assets included', () => {
    expect(second.templates).toEqual(first.templates);
  });
});

describe('the Lambdas', () => {
  it('are one of each task state, and those that deployments call', () => {
    const states = [...definition.matchAll(/"FunctionName": "\$\{(\w)(\w+)\}"/g)].map(
      ([, initial = '', rest = '']) => `index.${initial.toLowerCase()}${rest}`,
    );
    const deployments = ['firstCount', 'firstDefinition', 'guard', 'liveState', 'registration'];
    expect(states.length).toBeGreaterThan(10);
    expect(first.functions.map(({ handler }) => handler)).toEqual(
      expect.arrayContaining([...states, ...deployments.map((name) => `index.${name}`)]),
    );
  });

  it('are there with all that they need, and can be loaded', () => {
    expect(first.functions.length).toBeGreaterThan(0);
    const programs = first.functions.map(({ asset, handler }) => {
      const [file = '', name = ''] = handler.split('.');
      return `typeof require(${JSON.stringify(join(asset, `${file}.js`))}).${name}`;
    });
    const kinds = consumer.run(['--eval', `console.log([${programs.join()}].join())`], {
      AWS_REGION: 'eu-west-1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    expect(new Set(kinds.trim().split(','))).toEqual(new Set(['function']));
  });

  it('are called by the state machine of the package', () => {
    expect(first.files.some((file) => readFileSync(file, 'utf8') === definition)).toBe(true);
  });
});

it('the runtime is loaded without CDK, also where CDK is installed', () => {
  const report = `console.log(Object.keys(require.cache).join('\\n'))`;
  const loaded = consumer.run(['--eval', `require('transship'); ${report}`]);
  expect(loaded).not.toMatch(/node_modules\/(aws-cdk-lib|constructs)\//);
  expect(consumer.run(['--eval', `require('transship/infra'); ${report}`])).toMatch(/aws-cdk-lib/);
});
