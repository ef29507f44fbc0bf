import { checkLedger } from '../../../../examples/shop/ledger';
import { plainContext } from '../../../../examples/shop/plain/context';
import { giveQuote as giveQuote1 } from '../../../../examples/shop/release-1/give-quote';
import { giveQuote as giveQuote2 } from '../../../../examples/shop/release-2/give-quote';
import { hurriedClock, openTestShop } from './shop';

let world: Awaited<ReturnType<typeof openTestShop>>;
beforeEach(async () => (world = await openTestShop()));
afterEach(() => world.close());

const request = { quote: 'Q-1', customer: 'Ada', sku: 'scale', quantity: 2 };
const context = () => plainContext('execution-1', hurriedClock);

describe('a quote', () => {
  it('is the price, by release 2 with the loyalty points it would bring, and noted once', async () => {
    expect(await giveQuote1(world.shop('1'))(context(), request)).toEqual({
      quote: 'Q-1',
      release: '1',
      cents: 9_800,
    });
    expect(
      checkLedger(
        [{ service: 'quotes', request, result: { release: '1' } }],
        world.ledger.effects(),
      ),
    ).toEqual([]);
    expect(await giveQuote2(world.shop('2'))(context(), request)).toEqual({
      quote: 'Q-1',
      release: '2',
      cents: 9_800,
      points: 98,
    });
  });

  it('without a quantity is refused with status 400, naming the field', async () => {
    const input = { ...request, quantity: undefined };
    await expect(giveQuote1(world.shop('1'))(context(), input)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('quantity: ') as string,
    });
  });
});
