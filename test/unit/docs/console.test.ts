import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseOf } from '../../../pictures/course';
import { readDefinition, waysFrom } from '../../../pictures/definition';
import { drawAll } from '../../../pictures/draw';
import { consoleParts } from '../../../pictures/parts';
import { type Recorded, readRecording } from '../../../recordings/recording';
import { madeParts, squeezed } from './made';

const root = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const definition = readDefinition();

test.each(['succeeded', 'failed'] as const)(
  'the recorded upgrade that has %s went only ways that the state machine has; if not, `npm run record` anew',
  (name) => {
    const entered = readRecording(name).events.flatMap(({ type, state }) =>
      type.endsWith('StateEntered') && state !== undefined ? [state] : [],
    );
    expect(entered[0]).toBe(definition.StartAt);
    const ways = entered.slice(1).map((state, index) => [entered[index] ?? '', state] as const);
    const others = ways.filter(([from, to]) => {
      const state = definition.States[from];
      return !state || !waysFrom(state).some((way) => way.to === to);
    });
    expect(others).toEqual([]);
  },
);

test('the pictures are what `npm run pictures` draws of the state machine as it is', async () => {
  const drawn = await drawAll();
  expect(Object.keys(drawn)).toEqual(['upgrade-succeeded.svg', 'upgrade-failed.svg']);
  for (const [name, svg] of Object.entries(drawn))
    expect(svg === read(`docs/pictures/${name}`)).toBe(true);
});

test('a picture shows every state, and a way for each that the file has', async () => {
  const { 'upgrade-succeeded.svg': svg = '' } = await drawAll();
  const states = Object.entries(definition.States);
  expect(states.filter(([name]) => !svg.includes(`<title>${name}</title>`))).toEqual([]);
  const last = states.filter(([, { Type }]) => Type === 'Succeed' || Type === 'Fail');
  const ways = states.flatMap(([, state]) => waysFrom(state));
  expect(svg.match(/class="edge"/g)).toHaveLength(1 + ways.length + last.length);
});

test('a state whose failure was caught stands so for good, one that a retry made up for does not', () => {
  const entered = (state: string, type = 'TaskStateEntered'): Recorded => event(type, { state });
  const event = (type: string, more: Partial<Recorded> = {}): Recorded => ({
    id: 1,
    type,
    atMs: 0,
    bytes: 0,
    ...more,
  });
  const course = courseOf([
    entered('a'),
    event('TaskFailed'),
    event('TaskSucceeded'),
    event('TaskStateExited'),
    entered('b'),
    event('TaskFailed'),
    event('TaskStateExited'),
    entered('a'),
    event('TaskSucceeded'),
    event('TaskStateExited'),
    entered('b'),
    event('TaskSucceeded'),
    event('TaskStateExited'),
    entered('c', 'FailStateEntered'),
  ]);
  expect(['a', 'b', 'c', 'd'].map((state) => course.standing(state))).toEqual([
    'succeeded',
    'caught',
    'failed',
    'not reached',
  ]);
  expect([course.wentFrom('a', 'b'), course.wentFrom('a', 'c')]).toEqual([true, false]);
});

test('the events in docs/console.md are those of the recorded upgrades', () => {
  const made = Object.entries(consoleParts()).map(([name, part]) => [name, squeezed(part)]);
  expect(madeParts('console.md')).toEqual(Object.fromEntries(made));
});

test('docs/console.md names every widget and every metric of the dashboard', () => {
  const page = read('docs/console.md');
  const titles = [...read('infra/observation/observation.ts').matchAll(/graph\('([^']+)'/g)];
  const metrics = [...read('lambdas/telemetry.ts').matchAll(/addMetric\('(\w+)'/g)];
  expect(titles).toHaveLength(11);
  const names = [...titles, ...metrics].map(([, name = '']) => name);
  expect(names.filter((name) => !page.includes(name))).toEqual([]);
});
