import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorNames } from '../../../core/errors';

const page = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8');
const documented = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);

test('every error that a user can meet is documented, once', () => {
  expect([...documented].sort()).toEqual([...errorNames].sort());
});
