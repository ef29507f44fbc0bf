import {
  type ObservedForward,
  type ReadyInstance,
  complaints,
  soundsEmpty,
  unexpected,
} from '../../../core/readiness';
import { census, listedTask, nodeRecord } from './instance';

const instance = (name: string, but: Partial<ReadyInstance> = {}): ReadyInstance => ({
  name,
  mode: 'serving',
  weights: [1],
  release: { orders: 'orders@1' },
  upcoming: { release: { orders: 'orders@1' }, changed: false },
  rollout: 'completed',
  healthy: 2,
  desired: 2,
  sticky: false,
  ...but,
});

const forward = (but: Partial<ObservedForward> = {}): ObservedForward => ({
  arn: 'listener',
  weights: { a: 1, b: 1 },
  groups: 2,
  sticky: false,
  ...but,
});

const two = [instance('a'), instance('b')];

describe('a cluster', () => {
  it('is ready when every instance serves, is healthy, settled and has weight', () => {
    expect(complaints([forward()], two, false)).toEqual([]);
  });

  it.each([
    [{ healthy: 0 }, 'instance b has no healthy target'],
    [{ weights: [0] }, 'instance b has weight 0'],
    [{ mode: 'draining' as const }, 'instance b is drained'],
    [{ rollout: 'in progress' as const }, 'a rollout of instance b is going on'],
  ])('is not ready with %j, unless an unfinished upgrade left it so', (but, complaint) => {
    const instances = [instance('a'), instance('b', but)];
    expect(complaints([forward()], instances, false)).toEqual([complaint]);
    expect(complaints([forward()], instances, true)).toEqual([]);
  });

  it.each([true, false])('is not ready with stickiness (unfinished: %s)', (unfinished) => {
    const instances = [instance('a'), instance('b', { sticky: true })];
    expect(complaints([forward()], instances, unfinished)).toHaveLength(1);
    expect(complaints([forward({ sticky: true })], two, unfinished)).toHaveLength(1);
  });

  it('is not ready when an instance is missing in a forward action', () => {
    const found = complaints([forward({ weights: { a: 1 }, groups: 1 })], two, false);
    expect(found).toEqual(['listener does not forward to the target group of b']);
  });

  it('is not ready when requests go to somebody else too', () => {
    const found = complaints([forward({ groups: 3 })], two, false);
    expect(found).toEqual(["listener forwards to target groups that are no instance's"]);
  });

  it('is not ready after an unfinished upgrade that left nobody who serves', () => {
    const instances = [instance('a', { mode: 'draining' }), instance('b', { healthy: 0 })];
    expect(complaints([forward()], instances, true)).toEqual([
      'no instance that serves and is healthy has any weight in listener',
    ]);
  });
});

describe('an instance whose nodes may have no runtime', () => {
  const tasks = [listedTask('t1'), listedTask('t2'), listedTask('t3', { state: 'starting' })];
  const silent = census([], { tasks });

  it('is one that serves, and none of whose running tasks has ever told of itself', () => {
    expect(soundsEmpty(instance('a'), silent)).toBe(
      'instance a has 2 running tasks, none of which has ever told of itself in the public store',
    );
  });

  it('is one also when there are records of tasks that are gone, or that start or stop', () => {
    const others = census([nodeRecord('gone'), nodeRecord('t3')], { tasks });
    expect(soundsEmpty(instance('a'), others)).toBeDefined();
  });

  it('is not one of which a single task has told of itself', () => {
    expect(soundsEmpty(instance('a'), census([nodeRecord('t2')], { tasks }))).toBeUndefined();
  });

  it.each([
    ['has no healthy target', { healthy: 0 }],
    ['is in the middle of a rollout', { rollout: 'in progress' as const }],
    ['has a release that never came through its rollout', { rollout: 'failed' as const }],
  ])('is not yet one that %s: its nodes may be about to', (_, but) => {
    expect(soundsEmpty(instance('a', but), silent)).toBeUndefined();
  });

  it('is not one that has no running task', () => {
    const starting = census([], { tasks: [listedTask('t1', { state: 'starting' })] });
    expect(soundsEmpty(instance('a'), starting)).toBeUndefined();
  });
});

describe('what is not as one would expect', () => {
  const left = { listener: { a: 1, b: 1 } };

  it('is nothing where all is as the last upgrade left it, or nobody knows how that was', () => {
    expect(unexpected([forward()], two, left)).toEqual([]);
    expect(unexpected([forward({ weights: { a: 9, b: 1 } })], two, {})).toEqual([]);
    expect(unexpected([forward({ arn: 'new', weights: { a: 9, b: 1 } })], two, left)).toEqual([]);
  });

  it('is a weight that somebody has changed since', () => {
    expect(unexpected([forward({ weights: { a: 9, b: 1 } })], two, left)).toEqual([
      'instance a has weight 9 in listener, and the last upgrade left it 1',
    ]);
  });

  it('is a node that is not healthy', () => {
    expect(unexpected([forward()], [instance('a', { healthy: 1 }), instance('b')], left)).toEqual([
      'only 1 of the 2 nodes of instance a are healthy',
    ]);
  });

  it('is nothing that keeps every upgrade from beginning, whatever is expected', () => {
    const broken = [instance('a', { healthy: 0, weights: [0] }), instance('b')];
    expect(unexpected([forward({ weights: { a: 0, b: 1 } })], broken, left)).toEqual([]);
    expect(complaints([forward({ weights: { a: 0, b: 1 } })], broken, false)).toHaveLength(2);
  });
});
