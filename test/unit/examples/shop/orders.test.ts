import type { Json } from '../../../../core/json';
import type { Context, StepContext } from '../../../../examples/shop/domain/context';
import { planFulfilment } from '../../../../examples/shop/domain/plan';
import { type Accepted, checkLedger } from '../../../../examples/shop/ledger';
import { plainContext } from '../../../../examples/shop/plain/context';
import { placeOrder as placeOrder1 } from '../../../../examples/shop/release-1/place-order';
import { placeOrder as placeOrder2 } from '../../../../examples/shop/release-2/place-order';
import { anOrder, hurriedClock, openTestShop } from './shop';

let world: Awaited<ReturnType<typeof openTestShop>>;
beforeEach(async () => (world = await openTestShop()));
afterEach(() => world.close());

const context = () => plainContext('execution-1', hurriedClock);
const accepted = (request = anOrder(), release = '1'): Accepted[] => [
  { service: 'orders', request, result: { release } },
];
const steps = () => world.ledger.effects().map(({ step }) => step);

describe('an order', () => {
  it('has each of its effects in the ledger exactly once, in order, on either release', async () => {
    await placeOrder1(world.shop('1'))(context(), anOrder());
    expect(checkLedger(accepted(), world.ledger.effects())).toEqual([]);

    const second = anOrder({ order: 'O-2' });
    await placeOrder2(world.shop('2'))(plainContext('execution-2', hurriedClock), second);
    expect(checkLedger([...accepted(), ...accepted(second, '2')], world.ledger.effects())).toEqual(
      [],
    );
  });

  it('is answered with its price, payment and parcel, and by release 2 with loyalty points', async () => {
    const result = await placeOrder1(world.shop('1'))(context(), anOrder());
    expect(result).toEqual({
      order: 'O-1',
      release: '1',
      cents: 9_910,
      payment: 'PAY-O-1',
      tracking: 'TRK-O-1',
    });
    expect(await placeOrder2(world.shop('2'))(context(), anOrder())).toEqual({
      ...(result as object),
      release: '2',
      points: 99,
    });
  });

  it('says in the ledger who did each step, where, on which release and under which key', async () => {
    await placeOrder1(world.shop('1'))(context(), anOrder());
    expect(world.ledger.effects()[0]).toEqual({
      order: 'O-1',
      step: 'price',
      key: 'execution-1/price',
      execution: 'execution-1',
      instance: 'first',
      release: '1',
      task: 'task-1',
      startedAt: expect.any(Number) as number,
      at: expect.any(Number) as number,
    });
  });

  it('begun on release 1 and cut off after any of its steps finishes on release 2, each effect once', async () => {
    await placeOrder1(world.shop('1'))(context(), anOrder());
    const stepsOfRelease1 = steps().length;
    for (let cut = 0; cut <= stepsOfRelease1; cut++) {
      const order = anOrder({ order: `cut-after-${cut}` });
      const before = world.ledger.effects().length;
      const record: Steps = new Map();
      await placeOrder1(world.shop('1'))(recording(order.order, record, cut), order).catch(
        () => undefined,
      );
      await Promise.allSettled(record.values());
      const result = await placeOrder2(world.shop('2'))(recording(order.order, record), order);
      expect(result).toMatchObject({ release: '2', points: 99 });
      const effects = world.ledger.effects().slice(before);
      expect(checkLedger(accepted(order, '2'), effects)).toEqual([]);
      expect(effects.filter(({ release }) => release === '1')).toHaveLength(cut);
    }
  });

  it.each([
    ['no object', 'O-1', 'expected object'],
    ['a missing field', anOrder({ customer: undefined }), 'customer: '],
    ['no lines', anOrder({ lines: [] }), 'lines: '],
    ['a bad quantity', anOrder({ lines: [{ sku: 'kettle', quantity: 0 }] }), 'lines[0].quantity: '],
    ['a field unheard of', { ...anOrder(), coupon: 'X' }, 'coupon'],
    ['too long a work', anOrder({ seconds: 3_601 }), 'seconds: '],
  ])('with %s is refused with status 400, naming what is wrong', async (_, input, named) => {
    await expect(placeOrder1(world.shop('1'))(context(), input)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining(named) as string,
    });
    expect(steps()).toEqual([]);
  });

  it('for something that the shop does not sell is refused with status 422', async () => {
    const order = anOrder({ lines: [{ sku: 'teapot', quantity: 1 }] });
    await expect(placeOrder1(world.shop('1'))(context(), order)).rejects.toMatchObject({
      status: 422,
      message: 'The shop does not sell "teapot".',
    });
    expect(steps()).toEqual([]);
  });

  it.each([1, 5, 47.2, 3_600])('of %d seconds has no step longer than a second', (seconds) => {
    const { warehouse, courier, stepMs } = planFulfilment(anOrder({ seconds }));
    expect(stepMs).toBeLessThanOrEqual(1_000);
    expect(warehouse).toHaveLength(courier.length);
    expect(stepMs * warehouse.length).toBeCloseTo(Math.max(0, seconds * 1_000 - 1_500));
  });
});

type Steps = Map<string, Promise<Json>>;

/** A context that answers from `record` what is there, and lets no more than `limit` steps into it. */
function recording(id: string, record: Steps, limit = Infinity): Context {
  const plain = plainContext(id, hurriedClock);
  const ctx: Context = {
    ...plain,
    step: <T extends Json>(name: string, run: (step: StepContext) => Promise<T>) => {
      const known = record.get(name);
      if (known) return known as Promise<T>;
      if (record.size >= limit) return Promise.reject(new Error('cut off'));
      const outcome = plain.step(name, run);
      record.set(name, outcome);
      return outcome;
    },
    branch: (_name, run) => run(ctx),
  };
  return ctx;
}
