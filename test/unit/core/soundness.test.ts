import { whatIsBroken } from '../../../core/soundness';
import { census, listedTask, nodeRecord } from './instance';

const two = [nodeRecord('t1'), nodeRecord('t2')];

describe('after a failure an instance', () => {
  it.each(['completed', 'failed'] as const)(
    'can serve when its tasks are healthy and of one release and its rollout has %s',
    (rollout) => {
      expect(whatIsBroken(census(two), rollout, 2)).toBeUndefined();
    },
  );

  it.each([
    ['its rollout goes on', census(two), 'in progress' as const, 2],
    [
      'its tasks are of two releases',
      census(two, { tasks: [listedTask('t1'), listedTask('t2', { definition: 'shop:2' })] }),
      'failed' as const,
      2,
    ],
    ['a task is not healthy', census(two), 'completed' as const, 1],
    [
      'a task still starts',
      census(two, { tasks: [listedTask('t1'), listedTask('t2', { state: 'starting' })] }),
      'completed' as const,
      2,
    ],
    ['a task is not listed', census(two, { counted: 3 }), 'completed' as const, 3],
    ['it has no task', census([]), 'completed' as const, 0],
  ])('is left as it is while %s', (_, seen, rollout, healthy) => {
    expect(whatIsBroken(seen, rollout, healthy)).toEqual(expect.any(String));
  });
});
