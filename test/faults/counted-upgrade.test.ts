import { courseOf, enteredIn, walk } from '../../bench/cost/walk';
import { eventsOf } from '../../recordings/observe';
import { readRecording } from '../../recordings/recording';
import { type Cluster, startCluster } from '../support/real-cluster';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1 });
});
afterAll(() => cluster?.close());

/** In Lambdas that look once and do. */
const once = ({ invoked }: Awaited<ReturnType<typeof walk>>) =>
  Object.entries(invoked).filter(([name]) => !/^(Await|Shift|Return|Rehearse)/.test(name));

test('an upgrade enters as many states as docs/cost.md reckons with for as many looks', async () => {
  const executionArn = await cluster.startUpgrade();
  expect(await cluster.awaitUpgrade(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  const events = await eventsOf(cluster, executionArn);
  const recorded = readRecording('succeeded');
  const walked = await walk(2, courseOf({ ...recorded, events }));
  expect(walked.entered).toEqual(enteredIn(events));
  expect(once(walked)).toEqual(once(await walk(2, courseOf(recorded))));
});
