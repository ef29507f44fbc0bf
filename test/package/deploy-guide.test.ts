/** docs/deploy.md, followed: what needs no account is carried out, and of the rest is checked what can be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseUpdate } from '../../core/update';
import { shopApp } from '../../infra/shop';
import { testApp } from '../infra/support/app';
import { complaints } from '../infra/support/aws-cli';
import { type Call, type Outcome, Workshop, blocks, fillIn, guide } from '../infra/support/guide';

const STATE_MACHINE =
  'arn:aws:states:us-east-1:123456789012:stateMachine:transship-upgrade:current';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const answers = {
  'aws cloudformation describe-stacks': [STATE_MACHINE],
  'aws ecr describe-images': [DIGEST],
};

/** What it reads of its context; CDK asks the app for feature flags as well. */
const contextKeys = new Set<string>();
const exampleOn = (compute: string) => {
  const app = testApp({ compute });
  const context = jest.spyOn(app.node, 'tryGetContext');
  const made = Object.values(shopApp(app));
  for (const [key] of context.mock.calls) if (/^\w+$/.test(key)) contextKeys.add(key);
  context.mockRestore();
  return Object.fromEntries(made.map((stack) => [stack.stackName, stack]));
};
exampleOn('ec2');
const stacks = exampleOn('ecs');

/** As the guide's own commands have made it. */
const templateOf = (stack: string) =>
  JSON.parse(workshop.read(`cdk.out/${stack}.template.json`)) as { Outputs?: object };

let workshop: Workshop;
let outcomes: Outcome[];
let update: string;
let calls: Call[];

beforeAll(() => {
  workshop = new Workshop();
  // One after the other, as a reader would: later ones need what earlier ones have made and set.
  let earlier = '';
  outcomes = blocks('sh').map(({ text }) => {
    const exports = fillIn(text).match(/^export .*$/gm) ?? [];
    const outcome = workshop.run(`${earlier}\n${fillIn(text)}`, answers);
    earlier += exports.join('\n');
    return outcome;
  });
  update = workshop.read('update.json');
  calls = outcomes.flatMap((outcome) => outcome.calls);
});
afterAll(() => workshop?.close());

const callsOf = (...words: string[]) =>
  calls.filter((call) => words.every((word, index) => call[index] === word));

describe('the commands of the guide', () => {
  it('all go through, in their order', () => {
    expect(outcomes.length).toBeGreaterThan(3);
    expect(outcomes.map(({ status, stderr }) => [status, status === 0 ? '' : stderr])).toEqual(
      outcomes.map(() => [0, '']),
    );
  });

  it('need no account before the mark', () => {
    const offline = blocks('sh').flatMap((block, index) =>
      block.offline ? (outcomes[index]?.calls ?? []) : [],
    );
    // CI begins with it, in a clone of its own.
    expect(offline).toEqual([['npm', 'ci']]);
    expect(readFileSync(join(__dirname, '../../.ci/run'), 'utf8')).toContain("lock file' npm ci");
  });

  it('list the stacks that they deploy and destroy', () => {
    expect(outcomes[0]?.stdout.trim().split('\n').slice(-4)).toEqual(Object.keys(stacks));
    const named = [...callsOf('npx', 'cdk', 'deploy'), ...callsOf('npx', 'cdk', 'destroy')];
    expect(named).toHaveLength(2);
    for (const [, , , ...names] of named)
      expect(Object.keys(stacks)).toEqual(expect.arrayContaining(names));
    expect(named[1]?.slice(3).sort()).toEqual(Object.keys(stacks).sort());
  });

  it('make images of what they have built, which are those that are deployed first', () => {
    const built = callsOf('docker', 'build').map((call) => call[call.indexOf('-t') + 1] ?? '');
    expect(callsOf('docker', 'push').map(([, , image]) => image)).toEqual(built);
    const definitions = JSON.stringify(templateOf('TransshipShop'));
    for (const component of ['orders', 'catalog']) {
      expect(workshop.read(`.build/${component}/Dockerfile`)).toContain('CMD ["node", "index.js"]');
      expect(definitions).toContain(`/shop/${component}:release-1`);
      expect(built).toContain(
        `123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/${component}:release-1`,
      );
    }
  });

  it('ask AWS for what there is: each verb, option and field is in the model of the API', () => {
    const asked = callsOf('aws');
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.flatMap(complaints)).toEqual([]);
  });

  it('start an upgrade by what the stack tells', () => {
    expect(callsOf('aws', 'stepfunctions', 'start-execution')).toEqual([
      expect.arrayContaining(['--state-machine-arn', STATE_MACHINE, 'file://update.json']),
    ]);
    const [describe = []] = callsOf('aws', 'cloudformation', 'describe-stacks');
    const stack = describe[describe.indexOf('--stack-name') + 1] ?? '';
    const [, output = ''] = /OutputKey==`(\w+)`/.exec(describe.join(' ')) ?? [];
    expect(Object.keys(templateOf(stack).Outputs ?? {})).toContain(output);
  });

  it('are told from those that do not exist', () => {
    expect(complaints(['aws', 'stepfunctions', 'begin-execution'])).toHaveLength(1);
    expect(complaints(['aws', 'ecr', 'create-repository', '--name', 'shop'])).toEqual([
      'aws ecr create-repository has no --name',
    ]);
    expect(
      complaints(['aws', 'cloudformation', 'describe-stacks', '--query', 'Stacks[0].Output']),
    ).toEqual(['it does not tell Output']);
  });
});

describe('what the guide says of the example', () => {
  it('names every key of the context that the example reads, and no other', () => {
    const named = [...guide.matchAll(/-c (\w+)=/g)].map(([, key]) => key);
    expect([...new Set(named)].sort()).toEqual([...contextKeys].sort());
  });

  it('names stacks that there are', () => {
    const named = [...guide.matchAll(/`(Transship[A-Z]\w+)`/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(Object.keys(stacks)).toEqual(expect.arrayContaining([...new Set(named)]));
  });

  it('shows updates that can be used', () => {
    const shown = [...guide.matchAll(/`(\{"cluster".*?\})`/g)].map(([, json = '']) => json);
    expect(shown.length).toBeGreaterThan(0);
    for (const json of [update, ...shown])
      expect(parseUpdate(JSON.parse(json)).cluster).toBe('shop');
    expect(parseUpdate(JSON.parse(update)).update).toEqual({
      orders: `123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/orders@${DIGEST}`,
    });
  });
});

describe('the job for GitHub Actions', () => {
  interface Step {
    uses?: string;
    run?: string;
    env?: Record<string, string>;
  }
  interface Workflow {
    permissions: Record<string, string>;
    jobs: Record<string, { needs?: string; steps: Step[] }>;
  }
  const [{ text } = { text: '' }] = blocks('yaml');
  const { permissions, jobs } = parse(text) as Workflow;
  const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/orders@${DIGEST}`;
  const step = jobs.upgrade?.steps.find(({ run }) => run !== undefined);
  const expressions: Record<string, string> = {
    'vars.STATE_MACHINE': STATE_MACHINE,
    'needs.build.outputs.image': image,
  };
  const environment = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{\{ (.*?) \}\}/g, (whole, name: string) => expressions[name] ?? whole),
    ]),
  );
  const execution = `${STATE_MACHINE.replace('stateMachine', 'execution')}:one`;
  const ending = (...statuses: string[]) =>
    workshop.run(
      step?.run ?? 'false',
      {
        'aws stepfunctions start-execution': [execution],
        'aws stepfunctions describe-execution': statuses,
      },
      environment,
    );

  it('may ask for a token, and comes after the job whose image it installs', () => {
    expect(permissions).toEqual({ 'id-token': 'write', contents: 'read' });
    expect(jobs.upgrade?.needs).toBe('build');
  });

  it('starts an upgrade, looks until it has ended, and ends as it does', () => {
    const done = ending('RUNNING', 'RUNNING', 'SUCCEEDED');
    expect(done.status).toBe(0);
    expect(done.calls.map(([name, , verb]) => verb ?? name)).toEqual([
      'start-execution',
      ...['describe-execution', 'sleep', 'describe-execution', 'sleep', 'describe-execution'],
      'describe-execution',
    ]);
    expect(ending('RUNNING', 'FAILED').status).toBe(1);
  });

  it('asks AWS for what there is, with an update that can be used', () => {
    const asked = ending('SUCCEEDED').calls.filter(([name]) => name === 'aws');
    expect(asked.flatMap(complaints)).toEqual([]);
    const [start = []] = asked;
    expect(parseUpdate(JSON.parse(start[start.indexOf('--input') + 1] ?? '')).update).toEqual({
      orders: image,
    });
  });
});
