import type { Effect } from '../../../../examples/shop/ledger';
import type { Evidence } from '../../../../local/demo/evidence';
import { smallRun } from './small-run';

const SECOND_DRAINS_AT = 20_000;

/**
 * The small run, as an upgrade from release 2 to release 1, which cannot go on with what release 2 has begun: the order
 * moves to `second`, and stays there until it is finished, before `second` is changed. Each test breaks one thing in it.
 */
export function smallWayBack(): Evidence {
  const run = smallRun();
  return {
    ...run,
    releases: { from: '2', to: '1' },
    carriesOn: false,
    effects: run.effects.map((effect) => {
      if (effect.order !== 'order-1') return { ...effect, release: '1' };
      return effect.at < SECOND_DRAINS_AT ? { ...effect, release: '2' } : staying(effect);
    }),
  };
}

/** In the same order, all within the second in which `second` is drained. */
function staying(effect: Effect): Effect {
  const at = SECOND_DRAINS_AT + effect.at / 100;
  const there = { instance: 'second', release: '2', task: 'second-old' };
  return { ...effect, ...there, startedAt: at - 5, at };
}
