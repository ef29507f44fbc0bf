import { judge } from '../../../../../local/demo/verdict/verdict';
import { order, quote, smallRun } from '../small-run';

const failedChecks = (evidence: ReturnType<typeof smallRun>) =>
  judge(evidence)
    .checks.filter((check) => !check.passed)
    .map((check) => check.name);

test('a run in which everything held passes', () => {
  const verdict = judge(smallRun());
  expect(failedChecks(smallRun())).toEqual([]);
  expect(verdict.passed).toBe(true);
});

test('a single failed request fails the run, and its reason is counted', () => {
  const run = smallRun();
  run.requests.push({ ...quote('quote-2', 1, 2), result: undefined, failure: 'HTTP 502' });
  const verdict = judge(run);
  expect(verdict.passed).toBe(false);
  expect(verdict.quotes).toMatchObject({ sent: 2, failed: 1, failures: { 'HTTP 502': 1 } });
});

test('an execution that was accepted and has no result is lost', () => {
  const run = smallRun();
  const lost = { result: undefined, failure: 'HTTP 502', confirmed: undefined };
  run.requests[0] = { ...order('order-1', 1, 2), ...lost };
  expect(judge(run).results).toMatchObject({ accepted: 2, lost: 1 });
  expect(failedChecks(run)).toContain('each accepted request has one result');
});

test('another result at the same address is a contradiction', () => {
  const run = smallRun();
  run.requests[0] = { ...order('order-1', 1, 2), confirmed: false };
  expect(failedChecks(run)).toEqual(['each accepted request has one result']);
});

test('a step that happened twice fails the run', () => {
  const run = smallRun();
  run.effects = run.effects.flatMap((line) => (line.step === 'ship' ? [line, line] : [line]));
  expect(judge(run).ledger).toMatchObject({ repeated: 1, missing: 0, unexpected: 0 });
  expect(failedChecks(run)).toEqual(['each step happened once, in order']);
});

test('an upgrade that did not succeed fails the run with its own error', () => {
  const run = smallRun();
  run.upgrade = { status: 'FAILED', error: 'RolloutFailed: no', states: [] };
  expect(judge(run).checks[0]).toMatchObject({ passed: false, detail: 'RolloutFailed: no' });
});

test('a run in which nothing moved fails when moving was the strategy, and only then', () => {
  const run = smallRun();
  run.effects = run.effects.map((line) => ({ ...line, instance: 'second', release: '2' }));
  expect(failedChecks(run)).toEqual([
    'executions moved, both ways',
    'they went on while the other was updated',
  ]);
  expect(failedChecks({ ...run, strategy: 'drain-only' })).toEqual([]);
});

test('response times are told apart by when the request was due', () => {
  const run = smallRun();
  run.requests = [quote('a', 2_000, 2_010), quote('b', 9_500, 9_520), quote('c', 30_000, 30_030)];
  const { before, during, after } = judge(run).quotes.responses;
  expect([before.max, during.max, after.max]).toEqual([10, 20, 30]);
});
