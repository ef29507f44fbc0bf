import type { NodeRecord } from '../../core/node';
import {
  type Context,
  type Service,
  type ServiceOptions,
  changed,
  inserted,
  removed,
  renamed,
  service,
  translator,
} from '../../runtime';

// A service in two versions, of which the second translates the records of the first, and what their steps have done.

/** What has had its effect: the step, and the key that it was given. */
export interface Effect {
  step: string;
  key: string;
}
export const effects: Effect[] = [];

export const act = (ctx: Context, name: string, value: unknown = name) =>
  ctx.step(name, ({ idempotencyKey }) => {
    effects.push({ step: name, key: idempotencyKey });
    return value;
  });

/** Renames, inserts and removes a step, and changes a result. */
export const toTwo = translator({
  from: '1',
  to: '2',
  differences: [
    renamed('charge', 'pay'),
    changed('price', {
      up: (cents) => ({ cents }),
      down: (price) => (price as { cents: number }).cents,
    }),
    removed('screen', { before: ['pay'], result: () => 'screened', cutOff: 'forget' }),
    inserted('address', { before: ['pay'], result: () => 'known' }),
  ],
});

export const asOne = {
  name: 'orders',
  version: '1',
  handler: async (ctx: Context) => {
    const price = await act(ctx, 'price', 7);
    const screened = await act(ctx, 'screen');
    const charge = await act(ctx, 'charge');
    const ship = await act(ctx, 'ship');
    return { price, screened, charge, ship };
  },
} satisfies ServiceOptions;
export const one = service(asOne);

export const asTwo = {
  name: 'orders',
  version: '2',
  translators: [toTwo],
  handler: async (ctx: Context) => {
    const price = await act(ctx, 'price', { cents: 7 });
    const address = await act(ctx, 'address');
    const pay = await act(ctx, 'pay');
    const ship = await act(ctx, 'ship');
    return { price, address, pay, ship };
  },
} satisfies ServiceOptions;
export const two = service(asTwo);

/** What a node that serves this service, and no other, reports of itself. */
export const nodeOf = ({ name, version, reads, redoes }: Service): NodeRecord => ({
  cluster: 'shop',
  instance: 'other',
  slot: version,
  node: version,
  state: 'serving',
  generation: 1,
  beat: 1,
  quietForMs: 0,
  reads: { [name]: reads },
  redoes: { [name]: redoes },
  former: [],
  figures: { owned: 0, relayed: 0, staying: 0, parked: 0, resumed: 0, finished: 0, fenced: 0 },
});

export const steps = () => effects.map(({ step }) => step);
export const keyOf = (step: string) => effects.find((effect) => effect.step === step)?.key;
