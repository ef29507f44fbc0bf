import { type Service, service } from '../../../runtime';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import { until } from '../../support/until';

// A release is gone back to that cannot read what the newer one has saved.

let fleet: Fleet;
let opened: Gate;
const runs: string[] = [];

/** `first` takes until the gate is opened. */
const work = (version: string): Service =>
  service<string>({
    name: 'work',
    version,
    handler: async (ctx) => {
      await ctx.step('first', () => {
        runs.push(`first on ${version}`);
        return opened.opened;
      });
      await ctx.step('second', () => void runs.push(`second on ${version}`));
      return version;
    },
  });

beforeEach(async () => {
  runs.splice(0);
  opened = gate();
  fleet = await startFleet();
});
afterEach(async () => {
  opened.open();
  await fleet.close();
});

test('what nobody who serves can read is finished where it is, by a node that drains anew', async () => {
  await fleet.start({ instance: 'second', services: [work('1')] });
  const first = await fleet.start({ instance: 'first', services: [work('2')] });
  const answer = await first.post('/work', 'it', { prefer: 'respond-async' });
  const id = answer.headers.get('execution-id') ?? 'none';
  await until(() => runs.length === 1);
  await fleet.set('first', 'draining', 'draining');
  opened.open();
  await until(async () => (await fleet.records('first'))[0]?.state === 'sealed');
  expect(await fleet.executions.head(id)).toMatchObject({ status: 'parked', version: '2' });

  await fleet.set('first', 'draining');
  expect(await fleet.executions.head(id)).toMatchObject({ status: 'finished' });
  expect(runs).toEqual(['first on 2', 'second on 2']);
});
