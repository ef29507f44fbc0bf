import { getMaxListeners } from 'node:events';
import { systemClock } from '../../../core/clock';
import { service } from '../../../runtime';
import { resultOf, startOwner } from '../../support/owner';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

test('a service can wait for many things at once without that Node.js warns of a leak', async () => {
  const sleepers = new Map<AbortSignal, number>();
  const clock: typeof systemClock = {
    ...systemClock,
    sleep: (ms, signal) => {
      if (signal) sleepers.set(signal, (sleepers.get(signal) ?? 0) + 1);
      return systemClock.sleep(ms, signal);
    },
  };
  const names = Array.from({ length: 30 }, (_, place) => `wait ${place}`);
  const it = service({
    name: 'patient',
    version: '1',
    handler: (ctx) => Promise.all(names.map((name) => ctx.wait(name, 10))),
  });
  const run = await startOwner(store.table, [it], { clock }).begin(it);
  expect(await resultOf(run)).toMatchObject({ ok: true });
  const [shared] = [...sleepers].filter(([, count]) => count >= 30).map(([signal]) => signal);
  expect(shared && getMaxListeners(shared)).toBe(Infinity);
});
