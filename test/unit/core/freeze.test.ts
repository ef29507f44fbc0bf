import type { ChangeWindow } from '../../../core/change-windows';
import { type Freeze, isInForce, whyNotNow } from '../../../core/freeze';

const now = Date.parse('2026-12-24T12:00:00Z');
const freeze: Freeze = { reason: 'peak season', by: 'ada', since: '2026-12-20T08:00:00.000Z' };
const mornings: ChangeWindow = {
  days: ['Mon', 'Tue'],
  from: '08:00',
  to: '10:00',
  timeZone: 'UTC',
};

test('a cluster that is not frozen and has no change windows may be upgraded at any time', () => {
  expect(whyNotNow({ name: 'shop' }, undefined, now)).toBeUndefined();
});

test('one that is frozen is refused by who has frozen it, since when, why, and with what to do', () => {
  const refusal = whyNotNow({ name: 'shop' }, freeze, now);
  expect(refusal?.name).toBe('ClusterFrozen');
  expect(refusal?.message).toMatch(/shop.*ada.*2026-12-20 08:00 UTC: peak season\. .*unfreeze/);
});

test('a freeze is over when it says so', () => {
  const until = '2026-12-24T12:00:01.000Z';
  expect(isInForce({ ...freeze, until }, now)).toBe(true);
  expect(whyNotNow({ name: 'shop' }, { ...freeze, until }, now)?.message).toContain(
    'until 2026-12-24 12:00 UTC',
  );
  expect(whyNotNow({ name: 'shop' }, { ...freeze, until }, now + 1_000)).toBeUndefined();
});

test('outside of all change windows the next one is named', () => {
  const cluster = { name: 'shop', changeWindows: [mornings] };
  const refusal = whyNotNow(cluster, undefined, now);
  expect(refusal?.name).toBe('OutsideChangeWindow');
  expect(refusal?.message).toContain('opens 2026-12-28 08:00 UTC');
  expect(whyNotNow(cluster, undefined, Date.parse('2026-12-28T09:59:59Z'))).toBeUndefined();
});

test('a freeze goes before a change window that is open', () => {
  const open = {
    name: 'shop',
    changeWindows: [{ ...mornings, days: ['Thu' as const], to: '13:00' }],
  };
  expect(whyNotNow(open, undefined, now)).toBeUndefined();
  expect(whyNotNow(open, freeze, now)?.name).toBe('ClusterFrozen');
});
