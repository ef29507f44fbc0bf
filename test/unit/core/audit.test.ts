import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { digestOf, endedAs } from '../../../core/audit';
import { canonicalJson } from '../../../core/canonical-json';
import type { Json } from '../../../core/json';
import { parseUpdate } from '../../../core/update';

const AMI = 'ami-0123456789abcdef0';

test('canonical JSON is JSON of the same, whatever the order of its keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse()) as Json;
      const text = canonicalJson(turned);
      expect(text).toBe(canonicalJson(value as Json));
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(canonicalJson({ b: [1, { d: null, c: 'é' }], '10': true, '9': 'x' })).toBe(
    '{"10":true,"9":"x","b":[1,{"c":"é","d":null}]}',
  );
});

test('the digest of a manifest is that of its canonical JSON, and depends on nothing else', () => {
  const { cluster, update, options } = parseUpdate({
    by: 'ada',
    update: { ami: AMI },
    cluster: 'shop',
  });
  const text = canonicalJson({ options: { ...options }, update, cluster } as unknown as Json);
  const digest = digestOf({ cluster, update, options });
  expect(digest).toBe(createHash('sha256').update(text).digest('hex'));
  expect(digestOf({ cluster, update, rollBack: undefined, options })).toBe(digest);
  expect(digestOf({ cluster, update: { ami: `${AMI.slice(0, -1)}1` }, options })).not.toBe(digest);
});

test.each([
  [
    'a Lambda’s cause',
    '{"errorMessage":"No image\\nmore","errorType":"RolloutFailed"}',
    'No image',
  ],
  ['a cause in words', 'enough\nRolled back', 'enough'],
  ['a long one', 'x'.repeat(2_000), 'x'.repeat(1_000)],
  ['none', undefined, undefined],
])('of %s the first line is kept', (_, cause, kept) => {
  expect(endedAs(0, 'failed', { error: 'RolloutFailed', cause }).cause).toBe(kept);
});
