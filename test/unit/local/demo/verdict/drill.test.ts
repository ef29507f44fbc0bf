import { drills } from '../../../../../local/demo/drills';
import type { Evidence } from '../../../../../local/demo/evidence';
import { judge } from '../../../../../local/demo/verdict/verdict';
import { cause, failed, smallDrill } from '../small-drill';
import { order } from '../small-run';

const failedChecks = (evidence: Evidence) =>
  judge(evidence)
    .checks.filter(({ passed }) => !passed)
    .map(({ name }) => name);

test('a drill in which everything held passes, and says what the bad release failed', () => {
  const verdict = judge(smallDrill());
  expect(failedChecks(smallDrill())).toEqual([]);
  expect(verdict.passed).toBe(true);
  expect(verdict.drill).toMatchObject({ cause: `${cause}.`, failedByIt: 1, failedOtherwise: 0 });
  expect(verdict.safety.s4).toEqual({ moments: 6, violations: [] });
});

test('the release that is bad must not be installed', () => {
  const run = smallDrill();
  run.upgrade = { status: 'SUCCEEDED', error: undefined, states: [] };
  expect(failedChecks(run)).toEqual(['upgrade rolled back, with its cause']);
});

test.each([
  ['another cause', 'HandoverTimedOut: no\nRolled back: every instance serves.'],
  ['no way back', `${cause}\nThen it could not be rolled back.`],
  ['a refusal before anything was changed', `${cause}`],
])('an upgrade that ends with %s fails the drill', (_, error) => {
  const run = smallDrill();
  run.upgrade.error = error;
  expect(failedChecks(run)).toEqual(['upgrade rolled back, with its cause']);
});

test.each(['HTTP 502', 'HTTP 500 StoreUnavailable', 'connection broken (ECONNRESET)'])(
  'a request that failed with %s was not failed by the bad release',
  (failure) => {
    const run = smallDrill();
    run.requests.push(failed('quote-10', failure));
    expect(failedChecks(run)).toEqual(['no request failed but what the bad release answered']);
  },
);

test('a drill to a release that fails no requests excuses none', () => {
  const run = { ...smallDrill(), drill: drills.slow };
  expect(failedChecks(run)).toEqual(['no request failed but what the bad release answered']);
});

test('a bad release that was given more than its first share fails the drill', () => {
  const run = smallDrill();
  for (const sample of run.samples.slice(18, 20)) sample.weights = [{ first: 100, second: 100 }];
  expect(failedChecks(run)).toEqual(['the bad release had no more than its first share']);
});

test('an order that the bad release has failed has its one result, if that is found again', () => {
  const run = smallDrill();
  const refused = { result: undefined, status: 500, failure: 'HTTP 500 PriceUnknown' };
  const log = { ...order('order-2', 18_000, 18_010), ...refused };
  run.requests.push(log);
  expect(judge(run).passed).toBe(true);
  log.confirmed = undefined;
  expect(failedChecks(run)).toEqual(['each accepted request has one result']);
});

test('a node that is left on the bad release is named', () => {
  const run = smallDrill();
  const task = run.samples.at(-1)?.instances.first?.tasks[0];
  if (task) task.definition = 'new';
  expect(judge(run).ending.release).toEqual(['first: orders of first-old is not the former one']);
});

test('a drill in which nothing was moved shows nothing', () => {
  const run = smallDrill();
  run.effects = run.effects.map((effect) => ({ ...effect, instance: 'second' }));
  expect(failedChecks(run)).toEqual([
    'executions were moved',
    'they went on while it was installed and removed',
  ]);
});
