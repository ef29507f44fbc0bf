import { readCounts } from '../../../bench/cost/counts';
import { countMove, countRequests } from '../../../bench/cost/counting/requests';
import { countStandingStill } from '../../../bench/cost/counting/standing-still';

// What docs/cost.md reckons with is what the runtime does. If not: `npm run cost:count`, then `npm run cost -- --write`.

const counts = readCounts();

test('two nodes in each of two instances ask as much of the public store as was counted', async () => {
  const [small] = counts.standingStill;
  expect(await countStandingStill(2, small?.seconds ?? 0)).toEqual(small);
});

test('requests write as much as was counted, in each setting', async () => {
  const settings = counts.requests.map(({ checkpointAfter }) => checkpointAfter ?? Infinity);
  expect(await countRequests(counts.requests[0]?.steps ?? 0, settings)).toEqual(counts.requests);
});

test('moving an execution costs as much as was counted', async () => {
  expect(await countMove()).toEqual(counts.move);
});
