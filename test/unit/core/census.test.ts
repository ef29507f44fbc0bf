import { allHaveAnswered, listedRecords, sumFigures } from '../../../core/census';
import { census, listedTask, nodeRecord } from './instance';

describe('an instance has answered its mode', () => {
  const records = [nodeRecord('t1', { generation: 7 }), nodeRecord('t2', { generation: 7 })];

  it('when every task runs and its node is in that state and generation', () => {
    expect(allHaveAnswered(census(records), 7, ['serving'])).toBe(true);
  });

  it.each([
    ['one has answered an earlier mode', census([nodeRecord('t1', { generation: 6 })])],
    ['one still starts', census([nodeRecord('t1', { generation: 7, state: 'starting' })])],
    [
      'a task is not running yet',
      census(records, { tasks: [listedTask('t1', { state: 'starting' })] }),
    ],
    ['a task has no record', census(records, { tasks: [listedTask('t3')], counted: 1 })],
    ['a task is not listed', census(records, { counted: 3 })],
    ['there is no task', census([])],
  ])('but not while %s', (_, seen) => {
    expect(allHaveAnswered(seen, 7, ['serving'])).toBe(false);
  });

  it('whatever a task does that is being stopped', () => {
    const tasks = [listedTask('t1'), listedTask('t3', { state: 'stopping' })];
    expect(allHaveAnswered(census(records, { tasks, counted: 1 }), 7, ['serving'])).toBe(true);
  });
});

describe('a census', () => {
  it('adds the figures of all nodes up', () => {
    const records = [nodeRecord('t1'), nodeRecord('t2')];
    expect(sumFigures(records)).toMatchObject({ owned: 2, parked: 4, staying: 0 });
  });

  it('counts nothing translated for nodes that do not say', () => {
    const [silent, counting] = [nodeRecord('t1'), nodeRecord('t2')];
    counting.figures.translated = 3;
    expect(sumFigures([silent, counting])).toMatchObject({ translated: 3 });
  });

  it('tells the records of listed tasks from those of the dead', () => {
    const [alive, dead] = [nodeRecord('t1'), nodeRecord('t2')];
    const seen = census([alive, dead], { tasks: [listedTask('t1')] });
    expect(listedRecords(seen)).toEqual([alive]);
  });
});
