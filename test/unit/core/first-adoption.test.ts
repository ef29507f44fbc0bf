import { apartFrom, silentTasks, withoutProof } from '../../../core/first-adoption';
import { census, listedTask, nodeRecord } from './instance';

const mixed = census([nodeRecord('t1'), nodeRecord('dead')], {
  tasks: [
    listedTask('t1'),
    listedTask('t2'),
    listedTask('t3', { state: 'starting' }),
    listedTask('t4', { state: 'stopping' }),
  ],
  counted: 3,
});
const slots = (tasks: { slot: string }[]) => tasks.map(({ slot }) => slot);

describe('a task that has never told of itself', () => {
  it('is one that is listed and has no record', () => {
    expect(slots(silentTasks(mixed))).toEqual(['t2', 't3', 't4']);
    expect(silentTasks(census([nodeRecord('t1')]))).toEqual([]);
  });

  it('is left out of what is asked, and is not counted there, unless it is being stopped and was not anyway', () => {
    const asked = apartFrom(mixed, silentTasks(mixed));
    expect([slots(asked.tasks), asked.counted]).toEqual([['t1'], 1]);
  });
});

describe('what is told of an instance that was changed without proof', () => {
  it('is how many tasks had no runtime, how long they were given, and what is not known', () => {
    const told = withoutProof('a', mixed, { requestSeconds: 30 });
    expect(told).toMatchObject({ instance: 'a', tasks: 3, requestSeconds: 30 });
    expect(told?.meaning).toMatch(/^3 of 4 tasks .* 30 s, and not moved.*cannot be counted\.$/);
  });

  it('is nothing when every task has a record', () => {
    const told = withoutProof('a', census([nodeRecord('t1')]), { requestSeconds: 30 });
    expect(told).toBeUndefined();
  });

  it('is nothing without the operator\u2019s word, by which alone it could be', () => {
    expect(withoutProof('a', mixed, undefined)).toBeUndefined();
  });
});
