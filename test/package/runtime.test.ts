import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Consumer, resolutions } from './consumer';
import { shopServer, startServers } from './servers';

const consumer = new Consumer('@types/node');
afterAll(() => consumer.remove());

describe('what is installed', () => {
  const own = consumer.files('transship').map(({ path }) => path);

  it('is compiled code, its types, the state machine, the Lambdas and the command; nothing else', () => {
    const expected = [
      /^(package\.json|README\.md|LICENSE)$/,
      /^dist\/(core|store|runtime|testing|infra)\/[\w/-]+\.(js|d\.ts)$/,
      /^dist\/(lambdas|deployment|hooks)\/index\.js$/,
      /^dist\/cli\/transship\.js$/,
      /^dist\/statemachines\/[\w-]+\.asl\.json$/,
    ];
    expect(own.filter((path) => !expected.some((it) => it.test(path)))).toEqual([]);
    for (const it of expected) expect(own.some((path) => it.test(path))).toBe(true);
  });

  it('has no code of the example and of the app that deploys it', () => {
    expect(own.filter((path) => /infra\/(app|shop)\./.test(path))).toEqual([]);
  });

  it('is small', () => {
    const total = (folder?: string) =>
      consumer.files(folder).reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
    const [alone, others] = [total('transship'), total() - total('transship') - total('@types')];
    process.stdout.write(
      `transship: ${alone.toFixed(1)} MB in ${own.length} files; what it depends on: ${others.toFixed(1)} MB\n`,
    );
    expect(alone).toBeLessThan(9);
  });

  it('brings of the AWS SDK only what DynamoDB needs, and neither CDK nor a build tool', () => {
    const clients = consumer
      .files('@aws-sdk')
      .flatMap(({ path }) => /^client-[^/]+/.exec(path) ?? []);
    expect([...new Set(clients)]).toEqual(['client-dynamodb']);
    for (const name of ['aws-cdk-lib', 'constructs', 'esbuild', 'typescript', 'zod'])
      expect(existsSync(join(consumer.modules, name))).toBe(false);
  });
});

describe('the runtime', () => {
  it('is found by require and by import', () => {
    const say = 'console.log(typeof service, typeof startNode, typeof TransshipError)';
    const names = '{ service, startNode, TransshipError }';
    const required = ['--eval', `const ${names} = require('transship'); ${say}`];
    const imported = ['--input-type=module', '--eval', `import ${names} from 'transship'; ${say}`];
    for (const words of [required, imported])
      expect(consumer.run(words)).toBe('function function function\n');
  });

  it('loads none of the constructs', () => {
    const program = `require('transship'); console.log(Object.keys(require.cache).join('\\n'))`;
    const loaded = consumer.run(['--eval', program]);
    expect(loaded).toContain('/transship/dist/runtime/');
    expect(loaded).not.toMatch(/transship\/dist\/(infra|lambdas|deployment|hooks)/);
  });

  it.each(Object.keys(resolutions) as (keyof typeof resolutions)[])(
    "has types for the README's server, found by the rules of %s",
    (resolution) => {
      consumer.write('server.ts', shopServer());
      expect(() => consumer.compile('server.ts', resolution)).not.toThrow();
    },
  );
});

describe('the test kit', () => {
  const program = `
    import { service } from 'transship';
    import { readFixtures, replays, roundTrips } from 'transship/testing';
    const orders = (step: string) =>
      service({ name: 'orders', version: '2', reads: ['1'], handler: (ctx) => ctx.step(step, () => 1) });
    async function main(): Promise<void> {
      const fixtures = await readFixtures('fixtures');
      await replays(orders('charge'), fixtures);
      const tell = (error: Error) => console.log(error.name + ': ' + error.message);
      await replays(orders('pay'), fixtures).catch(tell);
      await roundTrips(orders('charge'), fixtures).catch(tell);
    }
    void main();`;

  it.each(Object.keys(resolutions) as (keyof typeof resolutions)[])(
    'has types, found by the rules of %s',
    (resolution) => {
      consumer.write('kit.ts', program);
      expect(() => consumer.compile('kit.ts', resolution)).not.toThrow();
    },
  );

  it('says what does not replay', () => {
    mkdirSync(join(consumer.folder, 'fixtures'), { recursive: true });
    const result = { ok: true, value: 1 };
    const outcomes = [{ kind: 'step', id: 'charge', result }];
    const fixture = { service: 'orders', version: '1', input: null, outcomes, renamings: [] };
    consumer.write('fixtures/orders.jsonl', JSON.stringify(fixture));
    consumer.write('kit.ts', program);
    consumer.compile('kit.ts');
    const printed = consumer.run(['kit.js']);
    expect(printed).toContain(
      'FixtureFailed: Every prefix of every fixture replays on orders, version 2: 1 of 1 fixtures failed.\nfixtures/orders.jsonl:1, of version 1, after 1 of 1 outcomes ("charge"): ',
    );
    expect(printed).toContain('FixtureFailed: No fixture is of a version that ');
  });

  it('brings nothing but its own code: no test framework, and nothing of AWS', () => {
    const names = '{ readFixtures, replays, roundTrips }';
    const say = 'console.log(typeof readFixtures, typeof replays, typeof roundTrips)';
    const imported = `import ${names} from 'transship/testing'; ${say}`;
    expect(consumer.run(['--input-type=module', '--eval', imported])).toBe(
      'function function function\n',
    );
    const required = `require('transship/testing'); console.log(Object.keys(require.cache).join('\\n'))`;
    const loaded = consumer.run(['--eval', required]).trim().split('\n');
    expect(loaded.length).toBeGreaterThan(3);
    expect(
      loaded.filter((file) => !/\/transship\/dist\/(core|runtime|testing)\//.test(file)),
    ).toEqual([]);
  });
});

describe("the README's server", () => {
  it('serves a request, and hands one over that is half done when it is told to end', async () => {
    consumer.write('server.ts', shopServer());
    consumer.compile('server.ts');
    const servers = await startServers(join(consumer.folder, 'server.js'));
    const { desk, first, second } = servers;
    const done = (item: string) => ({
      payment: `done: charge ${item}`,
      parcel: `done: ship ${item}`,
    });
    try {
      const served = await first.order('tea', first);
      expect(served).toMatchObject({ way: [200], body: done('tea') });

      desk.hold();
      const moving = first.order('coffee', second);
      await desk.asked('charge coffee');
      const ended = first.end();
      await desk.asked('end');
      desk.release();
      expect(await moving).toMatchObject({ way: [303, 200], body: done('coffee') });
      expect(desk.keysOf('charge coffee')).toHaveLength(1);
      expect(desk.keysOf('ship coffee')).toHaveLength(1);
      expect(await ended).toBe(0);
    } finally {
      await servers.close();
    }
  });
});
