import {
  type ExecutionForecast,
  type ForecastKind,
  bounded,
  intolerable,
  sumShares,
} from '../../../core/rehearsal';

const forecast = (
  kind: ForecastKind,
  { service = 'order', version = '1', reason = `${kind} it is` } = {},
): ExecutionForecast => ({
  execution: `${kind}-${service}`,
  service,
  version,
  kind,
  ...(kind === 'pinned' || kind === 'failing' ? { reason } : {}),
});
const seen = (...forecasts: ExecutionForecast[]) => sumShares([{ forecasts, left: 0 }]);
const [movable, translated, pinned, failing] = [
  forecast('movable'),
  forecast('translated'),
  forecast('pinned'),
  forecast('failing'),
];

test('what the nodes say of their shares is summed, by service, version and reason, the gravest first', () => {
  const sum = sumShares([
    { forecasts: [movable, pinned], left: 2 },
    { forecasts: [pinned, failing, movable], left: 1 },
  ]);
  expect(sum).toEqual({
    rehearsed: 5,
    left: 3,
    movable: 2,
    translated: 0,
    pinned: 2,
    failing: 1,
    groups: [
      {
        kind: 'failing',
        service: 'order',
        version: '1',
        reason: 'failing it is',
        count: 1,
        example: 'failing-order',
      },
      {
        kind: 'pinned',
        service: 'order',
        version: '1',
        reason: 'pinned it is',
        count: 2,
        example: 'pinned-order',
      },
      { kind: 'movable', service: 'order', version: '1', count: 2, example: 'movable-order' },
    ],
  });
});

test('no more reasons are told than fit into a state of the upgrade, and the gravest are', () => {
  const many = Array.from({ length: 30 }, (_, n) => forecast('pinned', { reason: `reason ${n}` }));
  const { groups, pinned } = bounded(seen(...many, failing));
  expect([groups.length, groups[0]?.kind, pinned]).toEqual([20, 'failing', 30]);
});

describe('where nothing is said of what must be movable', () => {
  it('goes on with what stays because the release does not read it', () => {
    expect(intolerable(seen(movable, pinned), {})).toBeUndefined();
  });

  it('does not go on with what the release reads and would fail with, by service, version and reason', () => {
    expect(intolerable(seen(movable, pinned, failing), {})).toBe(
      '1 execution of 3 rehearsed would fail: 1 of service order, version 1, such as failing-order: failing it is',
    );
  });
});

describe.each([
  ['all', seen(movable, translated), true],
  ['all', seen(movable, pinned), false],
  ['all', seen(), true],
  [50, seen(movable, failing), true],
  [51, seen(movable, pinned), false],
  [67, seen(movable, translated, failing), false],
  [66, seen(movable, translated, failing), true],
  [0, seen(failing), true],
] as const)('where %s must be movable', (requireMovable, rehearsal, goesOn) => {
  it(`${goesOn ? 'goes on' : 'does not go on'} with ${rehearsal.movable + rehearsal.translated} of ${rehearsal.rehearsed}`, () => {
    expect(intolerable(rehearsal, { requireMovable }) === undefined).toBe(goesOn);
  });
});

test('a service that may not stay holds the upgrade, whatever share is movable', () => {
  const rehearsal = seen(movable, pinned, forecast('pinned', { service: 'quote' }));
  expect(intolerable(rehearsal, { requireMovable: 0, mayStay: ['order'] })).toBe(
    'Executions of quote may not stay: 1 of service quote, version 1, such as pinned-quote: pinned it is',
  );
  expect(
    intolerable(rehearsal, { requireMovable: 0, mayStay: ['order', 'quote'] }),
  ).toBeUndefined();
});

test('a service that may not stay is found behind any number of reasons why others do', () => {
  const many = Array.from({ length: 21 }, (_, n) => forecast('pinned', { reason: `reason ${n}` }));
  const rehearsal = seen(...many, ...many, forecast('pinned', { service: 'quote' }));
  expect(intolerable(rehearsal, { mayStay: ['order'] })).toMatch(
    /^Executions of quote may not stay: /,
  );
});

describe('where nothing was rehearsed and much was left', () => {
  const rehearsal = sumShares([
    { forecasts: [], left: 40 },
    { forecasts: [], left: 2 },
  ]);

  it('does not go on if some must be movable, and says how many were left and why', () => {
    expect(intolerable(rehearsal, { requireMovable: 'all' })).toBe(
      'At least 100 % must be movable, and none was rehearsed: 42 executions were not come to in time, or had not been prepared by those who run them',
    );
    expect(intolerable(rehearsal, { requireMovable: 1 })).toContain('42 executions');
  });

  it('goes on if none must be', () => {
    expect(intolerable(rehearsal, { requireMovable: 0 })).toBeUndefined();
    expect(intolerable(rehearsal, {})).toBeUndefined();
  });
});
