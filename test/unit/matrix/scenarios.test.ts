import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMachine } from '../../matrix/courses';
import { faultNames } from '../../matrix/faults';
import { allScenarios } from '../../matrix/scenarios';
import { forCi, named, sample } from '../../matrix/select';

const all = allScenarios();
const names = all.map(({ name }) => name);

const root = join(__dirname, '../../..');
const { States } = JSON.parse(
  readFileSync(join(root, 'statemachines/upgrade.asl.json'), 'utf8'),
) as { States: Record<string, { Type: string }> };
const taskStates = Object.keys(States).filter((state) => States[state]?.Type === 'Task');

test('the fault matrix has every task state of the file with each of the six faults, none twice', () => {
  expect(faultNames).toHaveLength(6);
  const expected = taskStates.flatMap((state) => faultNames.map((fault) => `${state} × ${fault}`));
  expect(names.toSorted()).toEqual(expected.toSorted());
});

test('a state that no course is known to come to is not left out in silence', () => {
  const machine = readMachine();
  const lonely = Object.values(machine.States).find(({ Type }) => Type === 'Task');
  if (!lonely) throw new Error('There is no task state');
  const States = { ...machine.States, 'Do more': lonely };
  expect(() => allScenarios({ ...machine, States })).toThrow(/No course .* comes to Do more/);
});

test('CI has each state once with some fault, and a few more, none twice', () => {
  const chosen = forCi(all, 'abc1234');
  const firsts = chosen.slice(0, taskStates.length).map(({ state }) => state);
  expect(firsts.toSorted()).toEqual(taskStates.toSorted());
  expect(new Set(chosen).size).toBe(chosen.length);
  expect(chosen.length).toBeGreaterThan(taskStates.length);
});

test('over the commits CI comes to every scenario', () => {
  const commits = Array.from({ length: 500 }, (_, n) => `commit-${n}`);
  const chosen = new Set(commits.flatMap((commit) => forCi(all, commit)));
  expect(chosen.size).toBe(all.length);
});

test('a sample is the same for the same seed, and another for another', () => {
  expect(sample(all, 10, 'a')).toEqual(sample(all, 10, 'a'));
  expect(sample(all, 10, 'a')).not.toEqual(sample(all, 10, 'b'));
});

test('scenarios are chosen by name, state or fault, and a wrong name is told of', () => {
  expect(named(all, ['Drain'])).toHaveLength(faultNames.length);
  expect(named(all, ['is stopped'])).toHaveLength(taskStates.length);
  expect(named(all, ['Drain × is stopped'])).toHaveLength(1);
  expect(() => named(all, ['Drian'])).toThrow(/no scenario, state or fault "Drian"/);
});
