import type { Clock } from '../../../../core/clock';
import { Propagated, type Propagation } from '../../../../local/loadbalancer/proxy/propagation';

/** A clock that stands still until it is moved. */
function manualClock(): Clock & { moveTo(ms: number): Promise<void> } {
  const sleepers: { at: number; wake: () => void }[] = [];
  let now = 0;
  return {
    now: () => now,
    elapsed: () => now,
    sleep: (ms) => new Promise((wake) => sleepers.push({ at: now + ms, wake })),
    moveTo: async (ms) => {
      now = ms;
      for (const sleeper of sleepers.filter(({ at }) => at <= now)) sleeper.wake();
      await new Promise(setImmediate);
    },
  };
}

function setUp(drawn: number[], propagationMs = 1_000) {
  const clock = manualClock();
  const closing = new AbortController();
  const propagation: Propagation = {
    propagationMs,
    balancerNodes: 4,
    random: () => drawn.shift() ?? 0,
    clock,
    closed: closing.signal,
  };
  return { clock, closing, propagation, weights: new Propagated('old', propagation) };
}

test('the first value is in force everywhere at once', () => {
  const { weights } = setUp([]);
  expect(weights.everywhere).toEqual(['old', 'old', 'old', 'old']);
});

test('each balancer node takes up a change at its own moment, the last exactly at the end of the delay', async () => {
  // The moments are 900, 500, 100 and, as the latest of those drawn, 1,000 ms instead of 950.
  const { weights, clock } = setUp([0.1, 0.5, 0.9, 0.05]);
  weights.set('new');
  expect(weights.latest).toBe('new');
  await clock.moveTo(99);
  expect(weights.everywhere).toEqual(['old', 'old', 'old', 'old']);
  await clock.moveTo(100);
  expect(weights.everywhere).toEqual(['old', 'old', 'new', 'old']);
  await clock.moveTo(500);
  expect(weights.everywhere).toEqual(['old', 'new', 'new', 'old']);
  await clock.moveTo(999);
  expect(weights.everywhere).toEqual(['new', 'new', 'new', 'old']);
  expect(weights.at(3)).toBe('old');
  await clock.moveTo(1_000);
  expect(weights.everywhere).toEqual(['new', 'new', 'new', 'new']);
});

test('an earlier change that arrives after a later one is dropped', async () => {
  const { weights, clock } = setUp([0, 0, 0, 0, 0.9, 0.9, 0.9, 0.5]);
  weights.set('first');
  await clock.moveTo(100);
  weights.set('second');
  await clock.moveTo(700);
  expect(weights.everywhere).toEqual(['second', 'second', 'second', 'old']);
  await clock.moveTo(1_000);
  expect(weights.everywhere).toEqual(['second', 'second', 'second', 'first']);
  await clock.moveTo(1_100);
  expect(weights.everywhere).toEqual(['second', 'second', 'second', 'second']);
});

test('with no delay a change is in force at once', () => {
  const { weights } = setUp([], 0);
  weights.set('new');
  expect(weights.everywhere).toEqual(['new', 'new', 'new', 'new']);
});

test('a delay that is set later counts for later changes', async () => {
  const { weights, clock, propagation } = setUp([]);
  propagation.propagationMs = 10;
  weights.set('new');
  await clock.moveTo(10);
  expect(weights.everywhere).toEqual(['new', 'new', 'new', 'new']);
});

test('nothing changes once everything is closed', async () => {
  const { weights, clock, closing } = setUp([]);
  weights.set('new');
  closing.abort();
  await clock.moveTo(1_000);
  expect(weights.everywhere).toEqual(['old', 'old', 'old', 'old']);
});
