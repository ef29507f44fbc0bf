import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { ExecutionHistory, visitsIn } from '../../../../../local/demo/monitor/history';

const at = (second: number) => new Date(second * 1_000);
const entered = (name: string, second: number, type = 'TaskStateEntered') =>
  ({ type, timestamp: at(second), stateEnteredEventDetails: { name } }) as HistoryEvent;
const exited = (name: string, second: number) =>
  ({
    type: 'TaskStateExited',
    timestamp: at(second),
    stateExitedEventDetails: { name },
  }) as HistoryEvent;
const scheduled = (instance: string | undefined, second: number) =>
  ({
    type: 'TaskScheduled',
    timestamp: at(second),
    taskScheduledEventDetails: {
      parameters: JSON.stringify({ Payload: instance ? { instance: { name: instance } } : {} }),
    },
  }) as HistoryEvent;

test('looks of the same state, with choices and waits between, are one visit', () => {
  const visits = visitsIn([
    entered('Plan upgrade', 1),
    scheduled(undefined, 1),
    exited('Plan upgrade', 2),
    entered('Await handover', 2),
    scheduled('first', 2),
    exited('Await handover', 3),
    entered('Is it vacated?', 3, 'ChoiceStateEntered'),
    entered('Wait for the handover', 3, 'WaitStateEntered'),
    entered('Await handover', 5),
    scheduled('first', 5),
    exited('Await handover', 6),
    entered('Apply update', 6),
  ]);
  expect(visits).toEqual([
    { name: 'Plan upgrade', instance: undefined, from: 1_000, to: 2_000 },
    { name: 'Await handover', instance: 'first', from: 2_000, to: 6_000 },
    { name: 'Apply update', instance: undefined, from: 6_000, to: 6_000 },
  ]);
});

/** A client whose one execution has this history, read in pages of `page`. */
function clientOf(events: HistoryEvent[], page: number) {
  const asked: number[] = [];
  const send = ({ input }: { input: { nextToken?: string } }) => {
    const numbered = events.map((event, index) => ({ ...event, id: index + 1 })).reverse();
    const from = Number(input.nextToken ?? 0);
    asked.push(from);
    const nextToken = from + page < numbered.length ? String(from + page) : undefined;
    return Promise.resolve({ events: numbered.slice(from, from + page), nextToken });
  };
  return { client: { send } as unknown as SFNClient, asked };
}

test('only what is new is read, in order, however many pages it takes', async () => {
  const events = ['A', 'B', 'C', 'D', 'E'].map((name, second) => entered(name, second));
  const { client, asked } = clientOf(events, 2);
  const history = new ExecutionHistory(client, 'arn');
  await history.look();
  expect(history.visits.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D', 'E']);
  events.push(entered('F', 5));
  asked.length = 0;
  await history.look();
  expect(history.visits.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
  expect(asked).toEqual([0]);
});

test.each([
  [['Validate update', 'Acquire lock'], false],
  [['Validate update', 'Acquire lock', 'Upgrade refused'], false],
  [['Validate update', 'Acquire lock', 'Plan upgrade'], true],
  [['Acquire lock', 'Wait for the former upgrade'], true],
  [['Acquire lock', 'Plan upgrade', 'Release lock'], false],
])('an execution that has entered %j surely holds the lock: %s', async (names, holds) => {
  const { client } = clientOf(
    names.map((name) => entered(name, 0)),
    50,
  );
  const history = new ExecutionHistory(client, 'arn');
  await history.look();
  expect(history.holdsLock).toBe(holds);
});
