import { hastyTable } from '../../support/storm';
import { type TestStore, startStore } from '../../support/store';
import { figuresOf, noFigures, sum } from '../../random/figures';
import { type Performance, perform } from '../../random/perform';
import { told } from '../../random/told';

// A fixed few of what `npm run random` has ten thousand of.

const FIRST = 20_261_128;
const PROGRAMS = 32;
const AT_ONCE = 8;

let store: TestStore;
let hasty: ReturnType<typeof hastyTable>;

beforeAll(async () => {
  store = await startStore();
  hasty = hastyTable(store);
});
afterAll(async () => {
  hasty.close();
  await store.close();
});

test('whatever programs are moved between whatever versions under whatever faults, each step is done as it must be and the result is right', async () => {
  const seeds = Array.from({ length: PROGRAMS }, (_, place) => FIRST + place);
  const performed: Performance[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift())
        performed.push(await perform(store, hasty, seed));
    }),
  );
  const failed = performed.filter(({ violations }) => violations.length > 0);
  expect(failed.map(told)).toEqual([]);
  // Not for want of anything that could go wrong.
  const figures = performed
    .map(({ scenario, shares }) => figuresOf(scenario, shares))
    .reduce(sum, noFigures());
  const { up, down, 'cut off': cutOff } = figures;
  expect([up, down, cutOff]).not.toContain(0);
});
