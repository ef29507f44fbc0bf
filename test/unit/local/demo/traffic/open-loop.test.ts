import type { Clock } from '../../../../../core/clock';
import { openLoop } from '../../../../../local/demo/traffic/open-loop';

/** A clock on which sleeping is the only thing that takes time. */
function sleepingClock(
  onSleep: (now: number) => void = () => undefined,
): Clock & { add(ms: number): void } {
  let now = 1_000;
  return {
    now: () => now,
    elapsed: () => now,
    add: (ms) => (now += ms),
    async sleep(ms) {
      now += ms;
      onSleep(now);
      await Promise.resolve();
    },
  };
}

test('requests are sent on schedule, whatever becomes of those before', async () => {
  const stop = new AbortController();
  const clock = sleepingClock((now) => now > 2_000 && stop.abort());
  const due: number[] = [];
  await openLoop(4, (_, dueAt) => due.push(dueAt), { clock, signal: stop.signal });
  expect(due).toEqual([1_250, 1_500, 1_750, 2_000]);
});

test('after a hold-up the missed ones are sent at once, each due when it was due', async () => {
  const stop = new AbortController();
  const clock = sleepingClock();
  const sent: [number, number][] = [];
  const send = (number: number, dueAt: number) => {
    sent.push([clock.now(), dueAt]);
    if (number === 1) clock.add(800);
    if (number === 5) stop.abort();
  };
  await openLoop(4, send, { clock, signal: stop.signal });
  expect(sent).toEqual([
    [1_250, 1_250],
    [2_050, 1_500],
    [2_050, 1_750],
    [2_050, 2_000],
    [2_250, 2_250],
  ]);
});

test('where sending takes longer than there is time, it can still be stopped', async () => {
  const stop = new AbortController();
  const clock = sleepingClock();
  let sent = 0;
  const slow = () => {
    sent++;
    clock.add(1_000);
  };
  const loop = openLoop(4, slow, { clock, signal: stop.signal });
  setImmediate(() => stop.abort());
  await loop;
  expect(sent).toBeLessThan(4);
});
