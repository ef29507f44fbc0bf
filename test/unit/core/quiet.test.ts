import { apartFrom, silentTasks } from '../../../core/first-adoption';
import { allQuiet } from '../../../core/quiet';
import { sight } from '../../../core/sightings';
import { census, listedTask, nodeRecord } from './instance';

const quiet = nodeRecord('t1', { quietForMs: 1_001, beat: 2 });
const moved = sight(sight({}, [nodeRecord('t1')], 3), [quiet], 4);

describe('requests have ceased to come', () => {
  it('when every node has said so since the weight was set to 0', () => {
    expect(allQuiet(census([quiet]), moved, 3, 1)).toBe(true);
  });

  it('but not when a node has said so only before', () => {
    const still = sight(sight({}, [quiet], 3), [quiet], 4);
    expect(allQuiet(census([quiet]), still, 3, 1)).toBe(false);
  });

  it('but not by a report that may be from before, because none was seen until now', () => {
    expect(allQuiet(census([quiet]), sight({}, [quiet], 4), 3, 1)).toBe(false);
  });

  it('but not while a request may still be on its way', () => {
    const busy = { ...quiet, quietForMs: 1_000 };
    expect(allQuiet(census([busy]), moved, 3, 1)).toBe(false);
  });

  it('but not while a task has no record', () => {
    const tasks = [listedTask('t1'), listedTask('t2')];
    expect(allQuiet(census([quiet], { tasks }), moved, 3, 1)).toBe(false);
  });

  it('without a word of tasks of which it is known that they cannot say so', () => {
    const some = census([quiet], { tasks: [listedTask('t1'), listedTask('t2')] });
    expect(allQuiet(apartFrom(some, silentTasks(some)), moved, 3, 1)).toBe(true);
    const none = census([], { tasks: [listedTask('t2')] });
    expect(allQuiet(apartFrom(none, silentTasks(none)), {}, 3, 1)).toBe(true);
  });
});
