import fc from 'fast-check';
import type { Checkpoint, Outcome } from '../../../core/execution';
import { type Fixture, fixtureLines, fixtureOf } from '../../../core/fixture';
import type { Json } from '../../../core/json';
import { type KeptPath, parseKeptPath } from '../../../core/kept-path';
import { redaction } from '../../../core/redaction';

const done = (id: string, value: Json): Outcome => ({
  kind: 'step',
  id,
  result: { ok: true, value },
});
const failed = (id: string, message: string): Outcome => ({
  kind: 'step',
  id,
  result: { ok: false, error: { name: 'CardRefused', message, status: 402 } },
});
const fixture: Fixture = {
  service: 'orders',
  version: '3',
  input: { customer: 'Ada', lines: [{ sku: 'kettle', quantity: 2 }], gift: true, note: null },
  outcomes: [
    done('price', { cents: 450, currency: 'EUR', payer: 'Ada' }),
    failed('charge', 'Ada has no money'),
    { kind: 'begun', id: 'cooling-off', until: 7 },
    { kind: 'wait', id: 'cooling-off', until: 7 },
    done('charge#2', 'payment of Ada'),
  ],
  renamings: [['charge', 'take-payment']],
};
const paths = (...texts: string[]): KeptPath[] =>
  texts.flatMap((text) => parseKeptPath(text) ?? []);

test('strings and messages are replaced; numbers, structure, steps and names of errors stay', () => {
  expect(redaction().redact(fixture)).toEqual({
    ...fixture,
    input: { customer: 'text-1', lines: [{ sku: 'text-2', quantity: 2 }], gift: true, note: null },
    outcomes: [
      done('price', { cents: 450, currency: 'text-3', payer: 'text-1' }),
      failed('charge', 'text-4'),
      ...fixture.outcomes.slice(2, 4),
      done('charge#2', 'text-5'),
    ],
  });
});

test('what is at a path that is kept stays, and all that is in it', () => {
  const { redact, unmet } = redaction(paths('input.lines.*.sku', 'charge', 'price.*'));
  expect(redact(fixture)).toEqual({
    ...fixture,
    input: { ...(fixture.input as object), customer: 'text-1' },
  });
  expect(unmet()).toEqual([]);
});

test('of a failure the message can be kept by its name', () => {
  const { outcomes } = redaction(paths('charge.message')).redact(fixture);
  expect(outcomes[1]).toEqual(fixture.outcomes[1]);
  expect(outcomes[4]).not.toEqual(fixture.outcomes[4]);
});

test('a path at which there was nothing is told', () => {
  const { redact, unmet } = redaction(paths('input.customer', 'input.customers', 'refund'));
  redact(fixture);
  expect(unmet().map(({ text }) => text)).toEqual(['input.customers', 'refund']);
});

test('the same text has the same placeholder in all fixtures of one redaction', () => {
  const { redact } = redaction();
  const { input } = redact({ ...fixture, input: ['Bea', 'Ada'] });
  expect(redact({ ...fixture, input: ['Ada', 'Bea'] }).input).toEqual([input].flat().toReversed());
});

test.each([
  ['', ''],
  ['0049301234', '1'],
  ['-12.50', '1'],
  ['1815-12-10', '2000-01-02'],
  ['1815-12-10T08:30:00.5+01:00', '2000-01-02T00:00:00.000Z'],
  ['6F9619FF-8B86-D011-B42D-00C04FC964FF', '00000000-0000-4000-8000-000000000001'],
  ['ada@lovelace.example', 'email-1@example.com'],
  ['https://lovelace.example/ada?x=1', 'https://example.com/1'],
  ['write to ada@lovelace.example', 'text-1'],
])('%j is replaced by something of its kind', (text, placeholder) => {
  expect(redaction().redact({ ...fixture, input: text }).input).toBe(placeholder);
});

/** Many alike, of every kind. */
const texts = fc.oneof(
  fc.constantFrom('', 'Ada', 'text-1', '1', '2', '1815-12-10', '2000-01-02', '1815-12-10T08:00Z'),
  fc.constantFrom('a@b', 'email-1@example.com', 'https://a.example', 'https://example.com/1'),
  fc.string(),
);
const values = fc.anything({
  key: fc.oneof(fc.string(), fc.constant('__proto__')),
  values: [texts, fc.integer(), fc.boolean(), fc.constant(null)],
}) as fc.Arbitrary<Json>;

test('structure, all that is no string, and which strings are alike, survive', () => {
  fc.assert(
    fc.property(fc.array(values), fc.array(values), (inputs, results) => {
      const before = { ...fixture, input: inputs, outcomes: results.map((it) => done('s', it)) };
      const after = redaction().redact(before);
      const strings = [stringsIn(before), stringsIn(after)].map(likenesses);
      expect(strings[1]).toEqual(strings[0]);
      expect(withoutStrings(after)).toBe(withoutStrings(before));
    }),
    { seed: 1, numRuns: 500 },
  );
});

/** Of everything that is redacted, in its order. */
function stringsIn({ input, outcomes }: Fixture): string[] {
  const found: string[] = [];
  const results = outcomes.map((outcome) => 'result' in outcome && outcome.result);
  JSON.stringify([input, results], (_, value: unknown) => {
    if (typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}

/** For each one the place of the first that is like it. */
const likenesses = (strings: string[]): number[] => {
  const first = new Map<string, number>();
  return strings.map((text, at) => first.get(text) ?? (first.set(text, at), at));
};

const withoutStrings = ({ input, outcomes }: Fixture): string =>
  JSON.stringify([input, outcomes], (_, value: unknown) =>
    typeof value === 'string' ? '' : value,
  );

test('a fixture says nothing of which execution it was, nor who had it', () => {
  const secret = { id: 'secret', owner: 'secret', token: 'secret', requestDigest: 'secret' };
  const execution: Checkpoint = {
    ...fixture,
    ...secret,
    cluster: 'secret',
    claimedFrom: '2',
    status: 'running',
    result: { ok: true, value: 'secret' },
    due: 99,
    parkedBy: { node: 'secret', instance: 'secret', release: 'secret', at: 99 },
    epoch: 99,
    seq: 99,
    attempts: 99,
    excluded: ['secret'],
    createdAt: 99,
    expires: 99,
  };
  const made = fixtureOf(execution);
  // What 3 has claimed and added nothing to is still in the words of 2.
  expect(made).toEqual({ ...fixture, version: '2' });
  expect(fixtureLines(made ? [made, made] : [])).toBe(
    [made, made].map((each) => JSON.stringify(each)).join('\n'),
  );
  expect(fixtureOf({ ...execution, version: undefined, claimedFrom: undefined })).toBeUndefined();
});
