import type { Checkpoint, Outcome } from '../../../core/execution';
import { type Claimed, type Move, moveOf, receiptsOf } from '../../../core/receipt';
import { transition } from '../../../core/transitions';

const first = { node: 'a', instance: 'first', release: 'shop-first:3' };
const second = { node: 'b', instance: 'second', release: 'shop-second:4' };

const done = (id: string): Outcome => ({ kind: 'step', id, result: { ok: true, value: null } });
const owned: Checkpoint = {
  id: 'it',
  cluster: 'shop',
  service: 'orders',
  version: '1',
  claimedFrom: undefined,
  status: 'running',
  owner: 'a',
  epoch: 1,
  seq: 3,
  token: 't',
  requestDigest: undefined,
  result: undefined,
  due: undefined,
  parkedBy: undefined,
  attempts: 0,
  excluded: [],
  createdAt: 0,
  expires: undefined,
  input: null,
  outcomes: [done('charge'), { kind: 'begun', id: 'cool off', until: 9 }],
  renamings: [],
};
const by = { ...first, at: 1_000 };
const parked = transition(owned, { kind: 'park', due: 1_000, by }, 't2');
const record = { input: null, outcomes: [done('pay')], renamings: [] };
const claim = (but: Partial<Claimed> = {}): Claimed => ({
  how: 'parked',
  to: second,
  version: '1',
  at: 1_200,
  ...but,
});

describe('a move', () => {
  test('is told with both places, and the step that was over last', () => {
    expect(moveOf(parked, claim())).toEqual({
      epoch: 2,
      how: 'parked',
      from: first,
      to: second,
      versions: { from: '1', to: '1' },
      translated: false,
      after: 'charge',
      parkedAt: 1_000,
      claimedAt: 1_200,
    });
  });

  test('is translated if who claims it does so, and tells the step by its new name', () => {
    expect(moveOf(parked, claim({ version: '2', translated: record }))).toMatchObject({
      versions: { from: '1', to: '2' },
      translated: true,
      after: 'pay',
    });
  });

  test('to a version that reads the record as it is is not translated', () => {
    expect(moveOf(parked, claim({ version: '2' }))).toMatchObject({
      versions: { from: '1', to: '2' },
      translated: false,
    });
  });

  test('is translated if who parked it did so, from the words that it had at first', () => {
    const left = transition(owned, { kind: 'translate', record, version: '0', due: 1, by }, 't2');
    expect(left.parkedBy).toEqual({ ...by, translatedFrom: '1' });
    expect(moveOf(left, claim({ version: '0' }))).toMatchObject({
      from: first,
      versions: { from: '1', to: '0' },
      translated: true,
      after: 'pay',
    });
    const again = transition(left, { kind: 'translate', record, version: '00' }, 't3');
    expect(again.parkedBy).toEqual(left.parkedBy);
  });

  test('from a node that has ended without parking it has no time at which it was parked', () => {
    const left = { node: 'a', instance: 'first' };
    const move = moveOf(owned, claim({ how: 'takeover', left }));
    expect(move).toMatchObject({ how: 'takeover', from: left, versions: { from: '1', to: '1' } });
    expect(move).not.toHaveProperty('parkedAt');
  });

  test('of what nobody had run comes from nowhere', () => {
    const fresh = { ...owned, status: 'parked' as const, owner: undefined, version: undefined };
    const move = moveOf({ ...fresh, outcomes: [] }, claim());
    expect(move).toMatchObject({ versions: { to: '1' }, translated: false });
    for (const unknown of ['from', 'after', 'parkedAt']) expect(move).not.toHaveProperty(unknown);
  });
});

test('who has given an execution up is forgotten once it is claimed, or has ended', () => {
  expect(parked.parkedBy).toEqual(by);
  const claimed = { kind: 'claim', owner: 'b', version: '1', unclean: false } as const;
  expect(transition(parked, claimed, 't3').parkedBy).toBeUndefined();
  const cancelled = { kind: 'finish', result: { ok: true, value: null }, expires: 9 } as const;
  expect(transition(parked, cancelled, 't3').parkedBy).toBeUndefined();
});

describe('receipts', () => {
  const move = (epoch: number): Move => ({ ...moveOf(parked, claim()), epoch });
  const at = (epoch: number, status: Checkpoint['status'] = 'running') => ({ epoch, status });

  test('of an execution that never moved are none', () => {
    expect(receiptsOf(at(1), [])).toEqual([]);
  });

  test('tell each move in turn, and where one is missing', () => {
    expect(receiptsOf(at(4), [move(4), move(2)])).toEqual([
      move(2),
      { epoch: 3, missing: 'none' },
      move(4),
    ]);
  });

  test('of the last move may be due while its node runs it', () => {
    expect(receiptsOf(at(3), [move(2)])).toEqual([move(2), { epoch: 3, missing: 'due' }]);
    expect(receiptsOf(at(3, 'parked'), [move(2)])).toEqual([
      move(2),
      { epoch: 3, missing: 'none' },
    ]);
  });
});
