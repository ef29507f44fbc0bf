import type { ForecastKind } from '../../../../../core/rehearsal';
import { judgeForecasts } from '../../../../../local/demo/verdict/forecasts';
import { smallRun } from '../small-run';

// Of the small run: `first` has rehearsed order-1, which then came there from `second`, translated.

const judged = (
  kind: ForecastKind,
  change: (run: ReturnType<typeof smallRun>) => void = () => undefined,
) => {
  const run = smallRun();
  run.forecasts = [{ execution: 'execution-of-order-1', service: 'orders', version: '1', kind }];
  change(run);
  return judgeForecasts(run);
};
const asForecast = { rehearsed: 1, asForecast: 1, endedBefore: 0, otherwise: [] };
const stayed = (run: ReturnType<typeof smallRun>) => {
  run.receipts = { 'order-1': (run.receipts['order-1'] ?? []).slice(0, 1) };
};

test('an order that came to the instance which had rehearsed it, in the way that was forecast, is as forecast', () => {
  expect(judged('translated')).toEqual(asForecast);
});

test.each(['movable', 'pinned', 'failing'] as const)(
  'one that came there translated and was forecast as %s is told',
  (kind) => {
    expect(judged(kind)).toMatchObject({
      asForecast: 0,
      otherwise: [`order-1 was forecast as ${kind}, and was translated`],
    });
  },
);

test('one that was pinned and never came there is as forecast', () => {
  expect(judged('pinned', stayed)).toEqual(asForecast);
});

test('one that could have moved and did not come there had ended before, which is told apart', () => {
  expect(judged('translated', stayed)).toEqual({ ...asForecast, asForecast: 0, endedBefore: 1 });
});

test('a move before the rehearsal is none of those that were forecast', () => {
  const late = (run: ReturnType<typeof smallRun>) => {
    run.upgrade.rehearsal = { id: '1.first.1', instance: 'first', at: 30_000 };
  };
  expect(judged('translated', late)).toMatchObject({ endedBefore: 1 });
});

test('executions that are no orders of this run are not judged, and without a rehearsal there is nothing to judge', () => {
  expect(judged('movable', (run) => (run.requests = []))).toMatchObject({ rehearsed: 0 });
  expect(judged('movable', (run) => (run.upgrade.rehearsal = undefined))).toBeUndefined();
});
