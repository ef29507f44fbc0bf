import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/changing-services.md'), 'utf8');

/** Each test file that the page names, with the promises that it says are there. */
const named = [...page.matchAll(/`(test\/[\w/.-]+\.test\.ts)`: (.*?)(?=`test\/|\n|$)/g)].map(
  ([, file = '', promises = '']) => ({
    file,
    promises: [...promises.matchAll(/_([^_]+)_/g)].map(([, promise = '']) => promise),
  }),
);

test('each case of changing-services.md is taken from a test that there is', () => {
  expect(named.length).toBeGreaterThan(10);
  for (const { file, promises } of named) {
    const source = readFileSync(join(root, file), 'utf8');
    expect(promises.length).toBeGreaterThan(0);
    for (const promise of promises) expect(source).toContain(promise);
  }
});

test('the translator that it shows is the one that the example has', () => {
  const example = readFileSync(join(root, 'examples/shop/release-3/translators.ts'), 'utf8');
  const differences = [
    ...page.matchAll(/^ {4}((?:changed|renamed|removed|inserted)\('[\w/-]+')/gm),
  ];
  expect(differences).toHaveLength(4);
  for (const [, difference = ''] of differences) expect(example).toContain(difference);
});
