import { type Service, type ServiceOptions, service } from '../../runtime';

/** What waits for a gate is not to be over by itself. */
const HOUR_MS = 3_600_000;

/** A step's work was begun. */
export interface Effect {
  order: string;
  step: string;
  execution: string;
  instance: string;
}

export interface Order {
  order: string;
  /** To make the order large. */
  padding?: string;
}

const steps = ['reserve', 'charge', 'ship', 'notify'] as const;
export type Step = (typeof steps)[number];

/** Services that take an order through its steps, and what becomes of it; steps can be made to wait. */
export interface Workshop {
  services(instance: string): Service[];
  effects: Effect[];
  effectsOf(order: string): Effect[];
  /** Whether this step of the order has begun, at least once. */
  hasBegun(order: string, step: Step): boolean;
  /** From now on the step does not end. */
  shut(step: Step): void;
  /** Those that wait in the step end, and those to come do not wait. */
  open(step: Step): void;
  openAll(): void;
}

const DAY_MS = 86_400_000;

/** The ways to wait for an order and to fail one. */
const kinds: Record<string, Partial<ServiceOptions> & { failure?: Error }> = {
  saved: {},
  unsaved: { checkpointAfter: Infinity },
  relayed: { answer: 'relay' },
  accepted: { answer: 'accepted' },
  refused: { failure: Object.assign(new Error('The card is refused.'), { status: 402 }) },
  failed: { failure: new Error('The ship has sunk.') },
};

/** Only waits: when its node is drained, it is parked as soon as its turn comes. */
const pausing = service({
  name: 'pausing',
  version: '1',
  handler: (ctx) => ctx.wait('pause', DAY_MS),
});

export const whatComesOf = ({ order, padding = '' }: Order) => ({ order, size: padding.length });

export function createWorkshop(): Workshop {
  const effects: Effect[] = [];
  const gates = new Map<Step, { opened: Promise<void>; open: () => void }>();
  const open = (step: Step): void => {
    gates.get(step)?.open();
    gates.delete(step);
  };

  return {
    effects,
    services: (instance) => [
      pausing,
      ...Object.entries(kinds).map(([name, { failure, ...options }]) =>
        service<Order>({
          name,
          version: '1',
          ...options,
          handler: async (ctx, input) => {
            const { order } = input;
            for (const step of steps)
              await ctx.step(
                step,
                async () => {
                  effects.push({ order, step, instance, execution: ctx.executionId });
                  await gates.get(step)?.opened;
                },
                { timeoutMs: HOUR_MS },
              );
            if (failure) throw failure;
            return whatComesOf(input);
          },
        }),
      ),
    ],
    effectsOf: (order) => effects.filter((effect) => effect.order === order),
    hasBegun: (order, step) =>
      effects.some((effect) => effect.order === order && effect.step === step),
    shut: (step) => {
      let letGo = (): void => undefined;
      const opened = new Promise<void>((resolve) => (letGo = resolve));
      gates.set(step, { opened, open: letGo });
    },
    open,
    openAll: () => steps.forEach(open),
  };
}
