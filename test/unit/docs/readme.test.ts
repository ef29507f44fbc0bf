import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');

test('the README shows the minimal server as it is', () => {
  const [shown] = read('examples/minimal/server.ts').split('\n\n/** Stands for');
  expect(readme).toContain(shown?.replace('../../runtime', 'transship'));
});

test('the picture in the README has every task state of the state machine', () => {
  const { States } = JSON.parse(read('statemachines/upgrade.asl.json')) as {
    States: Record<string, { Type: string }>;
  };
  const tasks = Object.keys(States).filter((name) => States[name]?.Type === 'Task');
  const [, picture = ''] = /```mermaid\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(tasks.filter((name) => !picture.includes(name))).toEqual([]);
});

test.each([
  'README.md',
  'CONTRIBUTING.md',
  'docs/architecture.md',
  'docs/protocol.md',
  'docs/cli.md',
  'docs/cost.md',
  'docs/hooks.md',
  'docs/console.md',
])('links of %s lead somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path);
  expect(links.filter((link) => !existsSync(join(root, page, '..', link ?? '')))).toEqual([]);
});
