import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import { createColors } from 'picocolors';
import { chaptersIn } from '../../../cli/story/chapters';
import { storyText } from '../../../cli/story/render';
import { sayResult } from '../../../cli/story/results';
import { readRecording } from '../../../recordings/recording';

const plain = createColors(false);
const began = Date.parse('2026-11-24T17:00:00Z');

/** The history of an upgrade that was really carried out, as Step Functions would tell it. */
const eventsOf = (name: 'succeeded' | 'failed'): HistoryEvent[] =>
  readRecording(name).events.map(({ id, type, atMs, state, output, error, cause }) => ({
    id,
    type: type as HistoryEventType,
    timestamp: new Date(began + atMs),
    ...(type.endsWith('StateEntered') && { stateEnteredEventDetails: { name: state } }),
    ...(type.endsWith('StateExited') && { stateExitedEventDetails: { name: state, output } }),
    ...(type === 'TaskFailed' && {
      taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', error, cause },
    }),
  }));

const upgrade = {
  execution: 'arn:aws:states:us-east-1:123456789012:execution:shop-upgrade:monday',
  status: 'SUCCEEDED',
  startedAt: new Date(began),
  endedAt: new Date(began + 25_000),
  error: undefined,
  cause: undefined,
  input: '{"cluster":"shop","update":{"orders":"r/shop/orders@sha256:0123456789abcdef"}}',
};

test('an upgrade is told by its task states in order, each once however often it looked', () => {
  const chapters = chaptersIn(eventsOf('succeeded'));
  const states = chapters.map(({ state }) => state);
  expect(states.slice(0, 4)).toEqual([
    'Validate update',
    'Acquire lock',
    'Plan upgrade',
    'Suspend scaling',
  ]);
  expect(states.filter((state) => state === 'Await handover')).toHaveLength(2);
  expect(states.at(-1)).toBe('Release lock');
  const handover = chapters.find(({ state }) => state === 'Await handover');
  expect(Math.max(...chapters.map(({ looks }) => looks))).toBeGreaterThan(1);
  expect(handover?.says).toMatch(/^2 of 2 nodes vacated; 0 owned, \d+ parked, 0 staying$/);
});

test('what stays in a handover is told of with its reason', () => {
  const output = {
    figures: { owned: 1, parked: 4, staying: 1 },
    tasks: 2,
    vacated: 1,
    staying: [{ service: 'orders', version: '3', count: 1 }],
  };
  expect(sayResult('Await handover', JSON.stringify(output))).toBe(
    '1 of 2 nodes vacated; 1 owned, 4 parked, 1 staying (1 of orders, because no serving node reads version 3)',
  );
});

test('a chapter lasts until the next one begins', () => {
  const chapters = chaptersIn(eventsOf('succeeded'));
  for (const [index, { to }] of chapters.slice(0, -1).entries())
    expect(to).toEqual(chapters[index + 1]?.from);
});

test('a failure is told where it happened, by its message and not by its JSON', () => {
  const rollout = chaptersIn(eventsOf('failed')).find(({ problems }) => problems.length > 0);
  expect(rollout?.state).toBe('Await rollout');
  expect(rollout?.problems).toEqual([
    expect.stringMatching(/^RolloutFailed: The rollout of instance first failed: /),
  ]);
});

test('the story says what it was about, when, and how it ended', () => {
  const lines = storyText(upgrade, chaptersIn(eventsOf('succeeded')), plain).split('\n');
  expect(lines[0]).toBe(
    'monday, begun 2026-11-24 17:00:00 UTC: cluster shop to orders shop/orders@0123456789ab',
  );
  expect(lines[1]).toMatch(/^ +0\.0 s {2}Validate update +\d\.\d s/);
  expect(lines.at(-1)).toBe('Succeeded after 25 s.');
});

test.each([
  [{ status: 'ABORTED', cause: 'Stopped by Ada.' }, 'Stopped after 25 s. Stopped by Ada.'],
  [
    { status: 'FAILED', error: 'RolloutFailed', cause: '{"errorMessage":"It exits."}' },
    'Failed after 25 s: RolloutFailed: It exits.',
  ],
  [{ status: 'RUNNING', endedAt: undefined }, 'It is still going on.'],
])('an upgrade that is %j ends its story so', (as, end) => {
  expect(
    storyText({ ...upgrade, ...as }, [], plain)
      .split('\n')
      .at(-1),
  ).toBe(end);
});

const answered = (state: string, output: object) =>
  chaptersIn([
    {
      id: 1,
      type: 'TaskStateEntered',
      timestamp: new Date(),
      stateEnteredEventDetails: { name: state },
    },
    {
      id: 2,
      type: 'TaskStateExited',
      timestamp: new Date(),
      stateExitedEventDetails: { name: state, output: JSON.stringify(output) },
    },
  ])[0]?.says;

test.each([
  [{ lock: 'acquired', generation: 3, takenOver: false }, 'generation 3'],
  [
    { lock: 'held', holder: 'arn:aws:x:monday', waited: 7 },
    'held by monday, waited for 7 s so far',
  ],
  [{ lock: 'free', waited: 9 }, 'free after 9 s'],
])('of a lock that answers %j it is told: %s', (answer, told) => {
  expect(answered('Acquire lock', answer)).toBe(told);
});

test('what was taken as it is live is told with the plan', () => {
  const adopted = {
    weights: { listener: { first: 70, second: 30 } },
    counts: { first: 1, second: 2 },
  };
  expect(answered('Plan upgrade', { instances: [], adopted })).toBe(
    'nothing to do; taken as it is live: first weight 70, 1 node; second weight 30, 2 nodes',
  );
});

test('what an upgrade was started with may be anything', () => {
  expect(storyText({ ...upgrade, input: 'null' }, [], plain)).toContain('monday, begun');
});

test('an answer of another release of Transship is left unsaid, and breaks nothing', () => {
  const [chapter] = chaptersIn([
    {
      id: 1,
      type: 'TaskStateEntered',
      timestamp: new Date(),
      stateEnteredEventDetails: { name: 'Await handover' },
    },
    {
      id: 2,
      type: 'TaskStateExited',
      timestamp: new Date(),
      stateExitedEventDetails: { name: 'Await handover', output: '{"new":1}' },
    },
  ]);
  expect(chapter).toMatchObject({ state: 'Await handover', says: undefined });
});
