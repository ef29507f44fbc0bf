import type { ExecutionHead } from '../../../../core/execution';
import type { RehearsalPart } from '../../../../core/rehearsal';
import { Rehearsing, type RehearsingOptions } from '../../../../runtime/rehearsal/rehearsing';
import { until } from '../../../support/until';
import { nodeOf, one, two } from '../../../support/versions';

// However much is half done, a node looks at so much of it, and no longer than it is asked to.

/** A node in front of so many executions that nobody owns; what it reads, and what it tells. */
function nodeBefore(count: number, seen = (): unknown => undefined) {
  const read = jest.fn(async (id: string): Promise<ExecutionHead> => {
    await seen();
    return { id, service: 'orders', version: '1' } as ExecutionHead;
  });
  const tell = jest.fn(() => Promise.resolve());
  // eslint-disable-next-line @typescript-eslint/require-await -- they are there already
  async function* parked(shard: number): AsyncIterable<string> {
    for (let n = shard; n < count; n += 8) yield `it-${n}`;
  }
  const clock = { now: () => 0, elapsed: () => 0, sleep: () => new Promise<void>(() => undefined) };
  const onTrouble = jest.fn();
  const rehearsing = new Rehearsing({
    instance: 'first',
    slot: 'a',
    services: new Map([['orders', two]]),
    owned: { runs: [], run: () => undefined },
    store: { parked, ownedBy: () => [], head: read, read: () => Promise.resolve(undefined) },
    rehearsals: { tell },
    peers: () => Promise.resolve([{ ...nodeOf(one), instance: 'second' }]),
    clock,
    report: () => Promise.resolve(),
    onTrouble,
  } as unknown as RehearsingOptions);
  return { rehearsing, read, tell, onTrouble };
}

const part = (id: string, what: RehearsalPart['part']): RehearsalPart => ({
  id,
  part: what,
  instance: 'second',
  slots: ['a'],
});

test('of what the other release reads as it is, so many are looked at, and no more', async () => {
  const { rehearsing, read, onTrouble } = nodeBefore(5_000);
  rehearsing.follow(part('1', 'prepare'));
  await until(() => rehearsing.done === '1');
  expect(read).toHaveBeenCalledTimes(2_000);
  expect(onTrouble).not.toHaveBeenCalled();
});

test.each([
  ['another one', part('2', 'prepare')],
  ['none', undefined],
])('a part that is under way ends when %s is asked for', async (_, next) => {
  let looks = 0;
  const { rehearsing, read } = nodeBefore(5_000, () => {
    looks += 1;
    if (looks === 10) rehearsing.follow(next);
  });
  rehearsing.follow(part('1', 'prepare'));
  await until(() => looks >= 10);
  await rehearsing.stop();
  expect(read).toHaveBeenCalledTimes(10);
  expect(rehearsing.done).toBe('');
  rehearsing.follow(part('2', 'prepare'));
  await until(() => rehearsing.done === '2');
});

test('lists that are longer than it looks are told to have more', async () => {
  const { rehearsing, tell } = nodeBefore(20_001);
  rehearsing.follow(part('1', 'rehearse'));
  await until(() => rehearsing.done === '1');
  const left = 20_000 - 500 + 1;
  expect(tell).toHaveBeenCalledWith('1', 'a', { forecasts: [], left }, expect.anything());
});
