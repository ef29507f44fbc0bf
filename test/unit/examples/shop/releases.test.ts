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

  it('says what is expected of an order that it has finished', () => {
    expect(expectedSteps(anOrder(), name, new Set()).flat()).toContain('price');
  });
});

test('a release that nobody has heard of accounts for no step', () => {
  expect(expectedSteps(anOrder(), 'unheard-of', new Set())).toEqual([]);
});

describe('an order that was moved between releases 2 and 3', () => {
  const expected = (finishedOn: string, ...done: string[]) => [
    ...new Set(expectedSteps(anOrder(), finishedOn, new Set(done)).flat()),
  ];

  it('is paid once, the way of the release that did', () => {
    expect(expected('3', 'price', 'charge')).toEqual(expect.arrayContaining(['charge', 'screen']));
    expect(expected('3', 'price', 'charge')).not.toContain('take-payment');
    expect(expected('2', 'price', 'take-payment')).not.toContain('charge');
  });

  it('has the other release’s precaution only if it came so far there', () => {
    expect(expected('3', 'price')).not.toContain('screen');
    expect(expected('3', 'price', 'screen')).toEqual(
      expect.arrayContaining(['screen', 'check-address', 'take-payment']),
    );
  });
});
