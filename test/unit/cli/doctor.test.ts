import { parseUpdate } from '../../../core/update';
import {
  aboutLock,
  aboutNodes,
  aboutReadiness,
  aboutTiming,
  aboutUnfinished,
  aboutWeights,
} from '../../../cli/doctor/cluster';
import type { SeenLock } from '../../../cli/cloud/look';
import type { Census } from '../../../core/census';
import type { NodeRecord } from '../../../core/node';

const free: SeenLock = { state: 'free' };
const by = (state: 'held' | 'left behind' | 'cleaning up'): SeenLock => ({
  state,
  holder: 'arn:aws:states:us-east-1:123456789012:execution:upgrade:monday',
  since: '2026-11-24T17:00:00Z',
  update: {},
  generation: 3,
});
const settled = { unfinished: false, lock: free };

const record = (slot: string, more: Partial<NodeRecord> = {}): NodeRecord => ({
  cluster: 'shop',
  instance: 'first',
  slot,
  node: `node-${slot}`,
  state: 'serving',
  generation: 0,
  beat: 7,
  quietForMs: 0,
  reads: {},
  former: [],
  figures: { owned: 0, relayed: 0, staying: 0, parked: 0, resumed: 0, finished: 0, fenced: 0 },
  ...more,
});
const census = (slots: string[], records: NodeRecord[]): Census => ({
  tasks: slots.map((slot) => ({ slot, state: 'running', definition: 'one' })),
  counted: slots.length,
  rollout: 'completed',
  records,
});
const levels = (found: { level: string }[]) => found.map(({ level }) => level);

test.each([
  ['free', free, 'ok'],
  ['held', by('held'), 'ok'],
  ['held by a clean-up', by('cleaning up'), 'ok'],
  ['left behind', by('left behind'), 'warn'],
])('a lock that is %s', (_, lock, level) => {
  expect(aboutLock(lock)).toMatchObject({ level });
});

test('weights that somebody has changed are noticed, those that an upgrade shifts are not', () => {
  const [live, told] = [
    { first: 10, second: 100 },
    { first: 100, second: 100 },
  ];
  expect(aboutWeights(told, told, settled)).toMatchObject({ level: 'ok' });
  expect(aboutWeights(live, told, settled)).toMatchObject({
    level: 'warn',
    says: 'live first 10, second 100; at the end of the last upgrade first 100, second 100',
  });
  expect(aboutWeights(live, told, { ...settled, lock: by('held') })).toMatchObject({ level: 'ok' });
});

test('an unfinished upgrade is only a warning when nobody is at it', () => {
  const unfinished = {
    update: { orders: 'ami-01234567' },
    options: parseUpdate({ cluster: 'shop', rollBack: true }).options,
    towards: 'update' as const,
    originals: { weights: {}, counts: {}, releases: {}, definitions: {}, scaling: {} },
    generation: 3,
  };
  expect(aboutUnfinished(undefined, free).level).toBe('ok');
  expect(aboutUnfinished(unfinished, by('held')).level).toBe('ok');
  expect(aboutUnfinished(unfinished, free)).toMatchObject({
    level: 'warn',
    remedy: expect.stringContaining('transship resume') as string,
  });
});

test('what would keep an upgrade from beginning is a failure', () => {
  const forward = { arn: 'listener', weights: { first: 1 }, groups: 1, sticky: true };
  expect(levels(aboutReadiness([forward], [], settled))).toContain('fail');
  expect(levels(aboutReadiness([], [], settled))).toEqual(['ok']);
});

test('nodes that beat are well', () => {
  const found = aboutNodes('first', census(['a'], [record('a')]), [record('a', { beat: 9 })], 5);
  expect(levels(found)).toEqual(['ok']);
});

test('a node that does not beat, one that never reported, and one that ended owning something are told', () => {
  const ended = record('gone', { figures: { ...record('x').figures, owned: 2 } });
  const found = aboutNodes('first', census(['a', 'b'], [record('a'), ended]), [record('a')], 5);
  expect(levels(found)).toEqual(['fail', 'warn', 'warn']);
  expect(found.map(({ says }) => says).join('\n')).toMatch(
    /never told[^]*for 5 s: a[^]*ended node/,
  );
});

test('weights that nobody but the operator can explain are a failure that can be adopted', () => {
  const forward = { arn: 'listener', weights: { first: 9 }, groups: 1, sticky: false };
  const left = { listener: { first: 1 } };
  const instance = {
    name: 'first',
    mode: 'serving' as const,
    weights: [9],
    release: {},
    upcoming: { release: {}, changed: false },
    rollout: 'completed' as const,
    healthy: 2,
    desired: 2,
    sticky: false,
  };
  expect(aboutReadiness([forward], [instance], { ...settled, left })).toMatchObject([
    { level: 'fail', remedy: expect.stringContaining('--adopt') as string },
  ]);
  expect(levels(aboutReadiness([forward], [instance], settled))).toEqual(['ok']);
});

test('a freeze is a warning', () => {
  const notNow = { error: 'ClusterFrozen' as const, message: 'Cluster shop is frozen by ada.' };
  expect(aboutTiming(notNow)).toMatchObject({ level: 'warn', says: notNow.message });
  expect(aboutTiming(undefined)).toMatchObject({ level: 'ok' });
});
