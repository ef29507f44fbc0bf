import type { Evidence, InstanceSample, RequestLog, Sample } from '../../../../local/demo/evidence';
import type { Move } from '../../../../core/receipt';
import type { Effect } from '../../../../examples/shop/ledger';

/**
 * A hand-made run that is all right: `first` is drained at 10 s and changed from 12 s to 15 s, `second` 10 s later;
 * one order moves twice. Each test breaks one thing in it. Times are in seconds, times 1,000.
 */
export function smallRun(): Evidence {
  const samples = Array.from({ length: 40 }, (_, second) => sampleAt(second));
  return {
    strategy: 'transship',
    drill: undefined,
    instances: ['first', 'second'],
    phases: {
      trafficFrom: 1_000,
      upgradeFrom: 9_000,
      upgradeTo: 28_000,
      trafficTo: 33_000,
      allEndedAt: 38_000,
    },
    releases: { from: '1', to: '2' },
    carriesOn: true,
    images: { from: { orders: 'o1', catalog: 'c1' }, to: { orders: 'o2', catalog: 'c1' } },
    definitions: {
      old: { images: { orders: 'o1', catalog: 'c1' }, settings: { orders: 'o', catalog: 'c' } },
      new: { images: { orders: 'o2', catalog: 'c1' }, settings: { orders: 'o', catalog: 'c' } },
    },
    requests: [order('order-1', 5_000, 38_000), quote('quote-1', 20_000, 20_030)],
    effects: orderEffects('order-1'),
    samples,
    forecasts: [
      { execution: 'execution-of-order-1', service: 'orders', version: '1', kind: 'translated' },
    ],
    receipts: { 'order-1': orderMoves },
    upgrade: {
      status: 'SUCCEEDED',
      error: undefined,
      rehearsal: { id: '1.first.1', instance: 'first', at: 16_000 },
      states: [],
    },
  };
}

const orderMoves: Move[] = [
  {
    epoch: 2,
    how: 'parked',
    from: { node: 'a', instance: 'first', release: 'shop-first:1' },
    to: { node: 'b', instance: 'second', release: 'shop-second:1' },
    versions: { from: '1', to: '1' },
    translated: false,
    after: 'charge',
    parkedAt: 10_500,
    claimedAt: 10_600,
    resumedAt: 10_620,
  },
  {
    epoch: 3,
    how: 'parked',
    from: { node: 'b', instance: 'second', release: 'shop-second:1' },
    to: { node: 'c', instance: 'first', release: 'shop-first:2' },
    versions: { from: '1', to: '2' },
    translated: true,
    after: 'pick-1',
    parkedAt: 20_500,
    claimedAt: 20_600,
    resumedAt: 20_650,
  },
];

const sampleAt = (second: number): Sample => ({
  at: second * 1_000,
  weights: [{ first: weightAt(second, 10), second: weightAt(second, 20) }],
  instances: {
    first: instanceAt(second, 10, 'first'),
    second: instanceAt(second, 20, 'second'),
  },
  upgrades: second >= 9 && second < 28 ? [{ name: 'upgrade', holdsLock: true }] : [],
  lockHolder: second >= 9 && second < 28 ? 'upgrade' : undefined,
});

const weightAt = (second: number, drain: number) =>
  second >= drain && second < drain + 7 ? 0 : 100;

/** Told to drain at `drain`, sealed a second later, changed from 2 s to 5 s after it, serving again after 6 s. */
function instanceAt(second: number, drain: number, name: string): InstanceSample {
  const since = second - drain;
  const draining = since >= 0 && since < 6;
  const changing = since >= 2 && since < 5;
  const sealed = draining && since >= 1 ? 1 : undefined;
  const task = (definition: string, stopping = false) => ({
    task: `${name}-${definition}`,
    definition,
    running: !stopping,
    stopping,
    sealed,
  });
  const tasks = changing
    ? [task('old', since === 4), task('new')]
    : [task(since < 2 ? 'old' : 'new')];
  return {
    mode: { mode: draining ? 'draining' : 'serving', generation: since < 0 ? 0 : draining ? 1 : 2 },
    targets: { healthy: changing ? 2 : 1 },
    deployments: changing ? 2 : 1,
    tasks,
  };
}

export const quote = (id: string, dueAt: number, endedAt: number): RequestLog => ({
  service: 'quotes',
  id,
  request: { quote: id, customer: 'c', sku: 'kettle', quantity: 1 },
  dueAt,
  ...answered(endedAt),
});

export const order = (id: string, dueAt: number, endedAt: number): RequestLog => ({
  service: 'orders',
  id,
  request: {
    order: id,
    customer: 'c',
    lines: [{ sku: 'kettle', quantity: 1 }],
    seconds: 4,
    coolingOffSeconds: 1,
  },
  dueAt,
  ...answered(endedAt),
  execution: `execution-of-${id}`,
  confirmed: true,
});

const answered = (endedAt: number) => ({
  sentAt: endedAt,
  endedAt,
  status: 200,
  execution: undefined,
  redirects: 0,
  result: { release: '2' },
  failure: undefined,
  refusal: undefined,
  confirmed: undefined,
});

/** On `first` until its drain, on `second` until that one's, and the rest on `first` again. */
function orderEffects(id: string): Effect[] {
  const line = (step: string, at: number, instance = 'first', release = '1'): Effect => ({
    order: id,
    step,
    key: `${id}/${step}`,
    execution: `execution-of-${id}`,
    instance,
    release,
    task: `${instance}-${release === '1' ? 'old' : 'new'}`,
    startedAt: at - 500,
    at,
  });
  return [
    line('price', 6_000),
    line('reserve-1', 7_000),
    line('screen', 7_500),
    line('charge', 8_000),
    line('pick-1', 10_500),
    line('book-van', 11_200, 'second'),
    line('pack', 13_000, 'second'),
    line('drive-1', 20_600, 'second'),
    line('label', 23_000, 'first', '2'),
    line('arrive', 24_000, 'first', '2'),
    line('ship', 26_000, 'first', '2'),
    line('notify', 30_000, 'first', '2'),
    line('credit-points', 37_000, 'first', '2'),
    { ...line('note', 20_020, 'first', '2'), order: 'quote-1', key: 'quote-1/note' },
  ].sort((a, b) => a.at - b.at);
}
