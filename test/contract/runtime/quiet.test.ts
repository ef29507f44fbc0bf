import { setTimeout as delay } from 'node:timers/promises';
import { type NodeOptions, service } from '../../../runtime';
import { standingClock } from '../../support/clock';
import { configure } from '../../support/configure';
import { type Fleet, startFleet } from '../../support/fleet';
import { until } from '../../support/until';

const echo = service<string>({
  name: 'echo',
  version: '1',
  handler: (_, input) => Promise.resolve(input),
});

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
  await configure(fleet.store, { leaseSeconds: 3_600 });
});
afterEach(() => fleet.close());

const recordOfFirst = async () => {
  const [record] = await fleet.records('first');
  if (!record) throw new Error('No node record.');
  return record;
};

const isQuiet = async () => (await recordOfFirst()).quietForMs > 1_000;
const beatOfFirst = async () => (await recordOfFirst()).beat;

/** A node that thinks it quiet only once its time is told to go on, however slow the machine is. */
async function startQuiet(options: Partial<NodeOptions> = {}) {
  const clock = standingClock();
  const node = await fleet.start({ instance: 'first', services: [echo], clock, ...options });
  clock.advance(2_000);
  await until(isQuiet);
  return { clock, node };
}

test('a node reports when requests have ceased to come, long before its next report is due', async () => {
  const { clock, node } = await startQuiet();
  const beat = await beatOfFirst();
  await node.post('/echo', 'hello');
  clock.advance(2_000);
  await until(async () => (await beatOfFirst()) > beat);
  expect(await isQuiet()).toBe(true);
});

test('also where it has not looked between a request and the quiet after it', async () => {
  // Asked in the turn in which the request is seen, so that no look comes before the time has gone on.
  const authorize = () => {
    clock.advance(2_000);
    return true;
  };
  const { clock, node } = await startQuiet({ authorize });
  const beat = await beatOfFirst();
  await node.post('/echo', 'hello');
  await until(async () => (await beatOfFirst()) > beat);
  expect(await isQuiet()).toBe(true);
});

test('once, not again and again', async () => {
  const { clock, node } = await startQuiet();
  const started = await beatOfFirst();
  await delay(1_000);
  expect(await beatOfFirst()).toBe(started);
  await node.post('/echo', 'hello');
  clock.advance(2_000);
  await until(async () => (await beatOfFirst()) > started);
  await delay(1_000);
  expect(await beatOfFirst()).toBe(started + 1);
});
