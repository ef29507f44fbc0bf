import { engineOf } from '../engines/engine-of';
import { runSuite } from '../run-suite';

const running = engineOf('ministack');

/** Tests of the contract that MiniStack's DynamoDB does not pass. */
const gaps: string[] = [];

test("the store's contract holds on MiniStack's DynamoDB, but for the gaps that are named here", async () => {
  const { passed, failed } = await runSuite('test/contract/store', {
    TRANSSHIP_DYNAMODB: running().endpoint,
  });
  expect(failed).toEqual(gaps);
  expect(passed.length).toBeGreaterThan(50);
});
