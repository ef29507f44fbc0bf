import { parseUpdate } from '../../../core/update';
import { createColors } from 'picocolors';
import type { Look, SeenInstance } from '../../../cli/cloud/look';
import { statusText } from '../../../cli/render/status';
import { changes } from '../../../cli/render/watch';

const instance = (name: string, more: Partial<SeenInstance> = {}): SeenInstance => ({
  name,
  weights: [100],
  share: 0.5,
  mode: 'serving',
  release: { orders: 'ami-01234567' },
  rollout: 'completed',
  nodes: { tasks: 2, running: 2, healthy: 2, states: { serving: 2 }, silent: 0 },
  executions: { owned: 3, parked: 0, resumed: 0, translated: 0, staying: 0, relayed: 0 },
  stays: [],
  ...more,
});
const look: Look = {
  cluster: 'shop',
  lock: { state: 'free' },
  unfinished: undefined,
  instances: [instance('first'), instance('second')],
};
const plain = createColors(false);
const at = new Date('2026-11-24T17:00:00Z');

test('each instance has a line that fits a terminal', () => {
  const lines = statusText(look, plain).split('\n');
  expect(lines[2]).toMatch(/^first +100 +50 % +serving +2 +2 +2 serving +3 +0 +0 +completed$/);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
});

test('what stays is told of by service and version, with the reason', () => {
  const stays = [{ service: 'orders', version: '3', count: 2 }];
  const staying = instance('first', { mode: 'draining', stays });
  const now = { at, look: { ...look, instances: [staying] }, chapter: undefined };
  const reason = '2 of orders, because no serving node reads version 3';
  expect(statusText(now.look, plain)).toContain(`first finishes what stays: ${reason}`);
  expect(changes(undefined, now).join('\n')).toContain(`0 staying (${reason})`);
});

test('weights that differ between forward actions, and nodes that are not up, are seen', () => {
  const odd = instance('first', {
    weights: [100, 0],
    nodes: { tasks: 2, running: 1, healthy: 1, states: { serving: 1 }, silent: 1 },
  });
  const text = statusText({ ...look, instances: [odd] }, plain);
  expect(text).toMatch(/^first +100\/0 .* 1 of 2 +1 +1 serving, 1 silent/m);
});

test('a lock that was left behind, and what was not finished, come with what to do', () => {
  const text = statusText(
    {
      ...look,
      lock: { state: 'left behind', holder: 'arn:aws:x:monday', generation: 2 },
      unfinished: {
        update: { orders: 'ami-01234567' },
        options: parseUpdate({ cluster: 'shop', rollBack: true }).options,
        towards: 'update' as const,
        originals: { weights: {}, counts: {}, releases: {}, definitions: {}, scaling: {} },
        generation: 2,
      },
    },
    plain,
  );
  expect(text).toMatch(/left behind by monday.*the next upgrade takes it over/);
  expect(text).toMatch(/Unfinished: .*transship resume/);
});

test('a watch without a terminal tells everything once, and then what has changed', () => {
  const first = { at, look, chapter: undefined };
  expect(changes(undefined, first).map((line) => line.slice(0, 22))).toEqual([
    '17:00:00  cluster shop',
    '17:00:00  first: weigh',
    '17:00:00  second: weig',
  ]);
  expect(changes(first, { ...first, at: new Date('2026-11-24T17:00:01Z') })).toEqual([]);
  const vacated = { ...look, instances: [instance('first', { weights: [0] }), instance('second')] };
  const drain = { state: 'Drain', instance: 'first', from: at, says: undefined, problems: [] };
  expect(changes(first, { at, look: vacated, chapter: drain })).toEqual([
    '17:00:00  upgrade: Drain · first',
    expect.stringMatching(/^17:00:00 {2}first: weight 0 · serving/),
  ]);
});

test('an approval that is waited for comes with how to give it, once', () => {
  const approval = {
    instance: 'second',
    since: '2026-11-24T17:00:00.000Z',
    until: '2026-11-25T17:00:00.000Z',
  };
  const text =
    'Waits since 2026-11-24 17:00:00 UTC for approval of going on with instance second: transship approve, or transship approve --reject. After 2026-11-25 17:00:00 UTC it goes back.';
  expect(statusText({ ...look, approval }, plain).split('\n')[1]).toBe(text);
  const first = { at, look, chapter: undefined };
  const asked = { ...first, look: { ...look, approval } };
  expect(changes(first, asked)).toEqual([`17:00:00  approval: ${text}`]);
  expect(changes(asked, asked)).toEqual([]);
});

test('why no upgrade may begin now is told', () => {
  const notNow = { error: 'ClusterFrozen' as const, message: 'Cluster shop is frozen by ada.' };
  expect(statusText({ ...look, notNow }, plain).split('\n')[1]).toBe(notNow.message);
});
