import { approvalIn, isAwaited } from '../../../core/approval';

const now = Date.parse('2026-11-28T09:00:00Z');
const at = '2026-11-28T08:59:59.000Z';

test('an approval says who gave it, when and why', () => {
  const given = { by: 'ada', at, comment: 'the graphs look well' };
  expect(approvalIn(given, now)).toEqual(given);
});

test.each([
  ['nothing', undefined, {}],
  ['a text', 'yes', {}],
  ['a list', [], {}],
  ['nobody', { at }, { at }],
  ['somebody, but no time', { by: 'ada' }, { by: 'ada' }],
  ['too long a name and comment', { by: 'a'.repeat(257), at, comment: 'b'.repeat(1_001) }, { at }],
  ['more than that', { by: 'ada', at, secret: 'x' }, { by: 'ada', at }],
])('an answer that tells %s is an approval all the same', (_, answer, told) => {
  const untold = { by: 'nobody who said so', at: new Date(now).toISOString() };
  expect(approvalIn(answer, now)).toEqual({ ...untold, ...told });
});

test('nobody waits for it any more when its time is over', () => {
  const asked = {
    instance: 'first',
    execution: 'arn',
    generation: 1,
    towards: 'update' as const,
    token: 't',
    since: at,
  };
  expect(isAwaited({ ...asked, until: '2026-11-28T09:00:00.001Z' }, now)).toBe(true);
  expect(isAwaited({ ...asked, until: '2026-11-28T09:00:00.000Z' }, now)).toBe(false);
});
