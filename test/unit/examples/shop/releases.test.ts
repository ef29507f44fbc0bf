import { existsSync } from 'node:fs';
import { type ReleaseName, releaseNames, releases } from '../../../../examples/shop/releases';
import { expectedSteps } from '../../../../examples/shop/ledger';
import { entryFile } from '../../../../local/deployment/releases';
import { anOrder } from './shop';

describe.each(releaseNames)('release %s', (name: ReleaseName) => {
  it('has something to install, with Transship and without it', () => {
    expect([false, true].map((plain) => existsSync(entryFile(name, plain)))).toEqual([true, true]);
  });

  it('goes on with releases that there are', () => {
    expect(releaseNames).toEqual(expect.arrayContaining([...releases[name].reads]));
  });

  it('says what is expected of an order that it has finished, whichever release began it', () => {
    for (const begunOn of [name, ...releases[name].reads])
      expect(expectedSteps(anOrder(), { begunOn, finishedOn: name }).flat()).toContain('price');
  });
});

test('a release that nobody has heard of accounts for no step', () => {
  expect(expectedSteps(anOrder(), { begunOn: '1', finishedOn: 'unheard-of' })).toEqual([]);
});
