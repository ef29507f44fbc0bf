import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../../../cli/exit';
import { program } from '../../../cli/program';
import { parseUpdate } from '../../../core/update';

const page = readFileSync(join(__dirname, '../../../docs/cli.md'), 'utf8');
const root = program({ verb: () => Promise.resolve(), localUp: () => Promise.resolve() });

/** `executions list` */
const verbsOf = (command: Command, before = ''): string[] =>
  command.commands.flatMap((each) =>
    each.commands.length > 0
      ? verbsOf(each, `${before}${each.name()} `)
      : `${before}${each.name()}`,
  );

test('every verb has a row of its own in the docs', () => {
  const missing = verbsOf(root).filter((verb) => !page.includes(`\n| \`${verb}`));
  expect(missing).toEqual([]);
});

test('every exit code has a row, and no other', () => {
  const documented = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  expect(documented).toEqual(Object.values(exitCodes));
});

test('every option of an upgrade has a flag', () => {
  const upgrade = root.commands.find((command) => command.name() === 'upgrade');
  const flags = upgrade?.options.map((option) => option.attributeName());
  const update = { orders: 'ami-01234567' };
  const firstAdoption = { requestSeconds: 1 };
  const { options } = parseUpdate({ cluster: 'shop', update, options: { firstAdoption } });
  expect(flags).toEqual(expect.arrayContaining(Object.keys(options)));
});
