import type { Sample } from '../../../../../local/demo/evidence';
import { judgeEnding } from '../../../../../local/demo/verdict/ending';
import { smallRun } from '../small-run';

/** How the small run is judged when its last sample was put otherwise. */
function endedWith(change: (last: Sample) => void) {
  const run = smallRun();
  const last = run.samples.at(-1);
  if (last) change(last);
  return judgeEnding(run);
}

test('a cluster left on the new release, serving, with its weights, was left well', () => {
  expect(endedWith(() => undefined)).toEqual({
    release: [],
    otherComponents: [],
    weights: [],
    leftOver: [],
  });
});

test('a node left on the old release is named', () => {
  const { release } = endedWith(({ instances }) => {
    const task = instances.second?.tasks[0];
    if (task) task.definition = 'old';
  });
  expect(release).toEqual(['second: orders of second-new is not the new one']);
});

test('an instance without nodes is named', () => {
  const { release } = endedWith(({ instances }) => {
    if (instances.second) instances.second.tasks = [];
  });
  expect(release).toEqual(['second has no node']);
});

test.each([
  ['image', { images: { orders: 'o2', catalog: 'c2' }, settings: { orders: 'o', catalog: 'c' } }],
  [
    'settings',
    { images: { orders: 'o2', catalog: 'c1' }, settings: { orders: 'o', catalog: '!' } },
  ],
])('a component that the update does not name must keep its %s', (_what, definition) => {
  const run = smallRun();
  run.definitions.new = definition;
  expect(judgeEnding(run).otherComponents).toEqual([
    'first: catalog is not as it was',
    'second: catalog is not as it was',
  ]);
});

test('weights, lock and modes must be as at the start', () => {
  const ending = endedWith((last) => {
    last.weights = [{ first: 100, second: 50 }];
    last.lockHolder = 'upgrade';
    if (last.instances.first) last.instances.first.mode = { mode: 'draining', generation: 3 };
  });
  expect(ending.weights).toEqual(['second has weight 50, and had 100']);
  expect(ending.leftOver).toEqual(['the lock is held by upgrade', 'first is still draining']);
});
