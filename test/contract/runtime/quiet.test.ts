import { setTimeout as delay } from 'node:timers/promises';
import { service } from '../../../runtime';
import { movableClock } from '../../support/clock';
import { configure } from '../../support/configure';
import { type Fleet, startFleet } from '../../support/fleet';
import type { TestNode } from '../../support/node';
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
/** Sends a request; resolves once it is told of as gone. Returns the beat that told. */
async function quietAfterRequest(node: TestNode): Promise<number> {
  await until(isQuiet);
  const { beat } = await recordOfFirst();
  await node.post('/echo', 'hello');
  await until(async () => (await isQuiet()) && (await recordOfFirst()).beat > beat);
  return (await recordOfFirst()).beat;
}

test('a node reports when requests have ceased to come, long before its next report is due', async () => {
  const node = await fleet.start({ instance: 'first', services: [echo] });
  await quietAfterRequest(node);
});

test('also where it has not looked between a request and the quiet after it', async () => {
  const clock = movableClock();
  const node = await fleet.start({ instance: 'first', services: [echo], clock });
  const before = await quietAfterRequest(node);
  await node.post('/echo', 'hello');
  // Nothing of the node runs between its answer and this.
  clock.advance(2_000);
  await until(async () => (await isQuiet()) && (await recordOfFirst()).beat > before);
});

test('once, not again and again', async () => {
  const node = await fleet.start({ instance: 'first', services: [echo] });
  const beat = await quietAfterRequest(node);
  await delay(1_000);
  expect((await recordOfFirst()).beat).toBe(beat);
});
