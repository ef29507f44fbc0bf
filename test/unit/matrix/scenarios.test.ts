import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseTo, readMachine } from '../../matrix/courses';
import { faultNamed, faultNames } from '../../matrix/faults';
import { forCi } from '../../matrix/in-turn';
import { allScenarios, type Scenario } from '../../matrix/scenarios';
import { named, sample } from '../../matrix/select';

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

const strikesOf = (scenarios: Scenario[]) => scenarios.flatMap(({ strikes }) => strikes);

test('CI strikes each state once, with faults after which the upgrade goes on', () => {
  const strikes = strikesOf(forCi(all, 'abc1234').slice(0, -2));
  expect(strikes.map(({ state }) => state).toSorted()).toEqual(taskStates.toSorted());
  for (const { fault } of strikes) expect(faultNamed(fault).ending).toBe('as-planned');
});

test('what CI strikes in one upgrade lies on its way', () => {
  const machine = readMachine();
  for (const { course, strikes } of forCi(all, 'abc1234'))
    for (const { state } of strikes) {
      const its = courseTo(state, machine).name;
      expect([course.name, ...(its === 'forward' ? ['forward'] : [])]).toContain(its);
    }
});

test('CI carries out two scenarios more that it has not struck', () => {
  const chosen = forCi(all, 'abc1234');
  expect(new Set(strikesOf(chosen)).size).toBe(taskStates.length + 2);
});

test('over the commits CI comes to every scenario', () => {
  const commits = Array.from({ length: 500 }, (_, n) => `commit-${n}`);
  const struck = new Set(commits.flatMap((commit) => strikesOf(forCi(all, commit))));
  expect(struck.size).toBe(all.length);
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
