import { Whereabouts } from '../../../../../local/demo/progress/whereabouts';
import type { RequestLog } from '../../../../../local/demo/evidence';
import { order, smallRun } from '../small-run';

test('an order is where its newest effect was, until its client has the result', () => {
  const { effects } = smallRun();
  let until = 11_000;
  const log: RequestLog[] = [];
  const whereabouts = new Whereabouts(() => effects.filter(({ at }) => at <= until), log);
  expect(whereabouts.look()).toEqual({ first: 1 });
  until = 13_000;
  expect(whereabouts.look()).toEqual({ second: 1 });
  expect(whereabouts.moved).toBe(1);
  until = 23_000;
  expect(whereabouts.look()).toEqual({ first: 2 });
  expect(whereabouts.moved).toBe(1);
  log.push(order('order-1', 5_000, 38_000));
  expect(whereabouts.look()).toEqual({ first: 1 });
});
