import fc from 'fast-check';
import {
  type Accepted,
  type Chain,
  checkLedger,
  type Effect,
  expectedSteps,
} from '../../../../examples/shop/ledger';
import { anOrder } from './shop';

const quote: Accepted = {
  service: 'quotes',
  request: { quote: 'Q-1', customer: 'Ada', sku: 'kettle', quantity: 1 },
  result: { release: '1' },
};

const effect = (step: string, order = 'O-1'): Effect => ({
  order,
  step,
  key: `${order}/${step}`,
  execution: 'execution-1',
  instance: 'first',
  release: '1',
  task: 'task-1',
  startedAt: 1,
  at: 2,
});

/** An order as it was accepted, its chains, and its effects in some order that all chains allow. */
const finishedOrder = fc
  .record({
    release: fc.constantFrom('1', '2', '3', '4'),
    lines: fc.integer({ min: 1, max: 3 }),
    seconds: fc.integer({ min: 1, max: 8 }),
    choices: fc.infiniteStream(fc.nat()),
  })
  .map(({ release, lines, seconds, choices }) => {
    const request = anOrder({ lines: Array(lines).fill({ sku: 'kettle', quantity: 1 }), seconds });
    const chains = expectedSteps(request, release, new Set());
    const accepted: Accepted = { service: 'orders', request, result: { release } };
    const effects = interleave(chains, choices).map((step) => effect(step));
    return { accepted, chains, effects };
  });

/** Takes, again and again, any one of the steps whose predecessors have all been taken. */
function interleave(chains: Chain[], choices: Iterator<number>): string[] {
  const taken = new Set<string>();
  const all = new Set(chains.flat());
  while (taken.size < all.size) {
    const ready = [...all].filter(
      (step) =>
        !taken.has(step) &&
        chains.every((chain) =>
          chain.slice(0, Math.max(0, chain.indexOf(step))).every((s) => taken.has(s)),
        ),
    );
    const next = ready[Number(choices.next().value) % ready.length];
    if (next === undefined) throw new Error('the chains contradict each other');
    taken.add(next);
  }
  return [...taken];
}

/** Runs `property` on a finished order and one of its effects. */
const withOneEffect = (
  property: (order: Parameters<Parameters<typeof finishedOrder.map>[0]>[0], at: number) => void,
) =>
  fc.assert(
    fc.property(finishedOrder, fc.nat(), (order, n) => property(order, n % order.effects.length)),
  );

describe('checkLedger', () => {
  it('finds nothing wrong with any order of effects that the chains allow', () => {
    fc.assert(
      fc.property(finishedOrder, ({ accepted, effects }) => {
        expect(checkLedger([accepted, quote], [effect('note', 'Q-1'), ...effects])).toEqual([]);
      }),
    );
  });

  it('names every effect that is missing', () => {
    withOneEffect(({ accepted, effects }, at) => {
      const step = effects[at]?.step;
      expect(checkLedger([accepted], effects.toSpliced(at, 1))).toEqual([
        { kind: 'missing', order: 'O-1', step },
      ]);
    });
    expect(checkLedger([quote], [])).toEqual([{ kind: 'missing', order: 'Q-1', step: 'note' }]);
  });

  it('names every effect that is repeated, with the keys that it was posted under', () => {
    withOneEffect(({ accepted, effects }, at) => {
      const again = { ...effect(effects[at]?.step ?? ''), key: 'other' };
      expect(checkLedger([accepted], [...effects, again])).toEqual([
        {
          kind: 'repeated',
          order: 'O-1',
          step: again.step,
          times: 2,
          keys: [`O-1/${again.step}`, 'other'],
        },
      ]);
    });
  });

  it('names every step of a chain that stands before its predecessor', () => {
    fc.assert(
      fc.property(finishedOrder, fc.nat(), fc.nat(), ({ accepted, chains, effects }, m, n) => {
        const chain = chains[m % chains.length] ?? [];
        const index = 1 + (n % (chain.length - 1));
        const [after, step] = [chain[index - 1], chain[index]];
        const early = effects.filter((each) => each.step === step);
        const swapped = [...early, ...effects.filter((each) => each.step !== step)];
        expect(checkLedger([accepted], swapped)).toContainEqual({
          kind: 'out-of-order',
          order: 'O-1',
          step,
          after,
        });
      }),
    );
  });

  it('names effects that no result accounts for', () => {
    expect(checkLedger([quote], [effect('note', 'Q-1'), effect('pack', 'Q-1')])).toEqual([
      { kind: 'unexpected', order: 'Q-1', step: 'pack' },
    ]);
    expect(checkLedger([], [effect('charge')])).toEqual([
      { kind: 'unexpected', order: 'O-1', step: 'charge' },
    ]);
  });

  it('names a key that two different steps were posted under', () => {
    withOneEffect(({ accepted, effects }, at) => {
      if (at === 0) return;
      const key = effects[0]?.key ?? '';
      const sharing = effects.map((each, i) => (i === at ? { ...each, key } : each));
      expect(checkLedger([accepted], sharing)).toEqual([
        { kind: 'key-shared', order: 'O-1', step: effects[at]?.step, key },
      ]);
    });
  });
});
