import { setTimeout as delay } from 'node:timers/promises';
import { service } from '../../../runtime';
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

test('a node reports when requests have ceased to come, long before its next report is due', async () => {
  const node = await fleet.start({ instance: 'first', services: [echo] });
  const quiet = async () => (await recordOfFirst()).quietForMs > 1_000;
  await until(quiet);
  const { beat } = await recordOfFirst();
  await node.post('/echo', 'hello');
  await until(async () => (await quiet()) && (await recordOfFirst()).beat > beat);
});

test('once, not again and again', async () => {
  await fleet.start({ instance: 'first', services: [echo] });
  await until(async () => (await recordOfFirst()).quietForMs > 1_000);
  const { beat } = await recordOfFirst();
  await delay(1_000);
  expect((await recordOfFirst()).beat).toBe(beat);
});
