import { drills } from '../../../../local/demo/drills';
import type { Evidence, Sample } from '../../../../local/demo/evidence';
import { order, quote, smallRun } from './small-run';

export const cause = 'AlarmTripped: Cluster shop is not upgraded any further while an alarm is on';

/**
 * A hand-made drill that is all right: `first` is changed to the bad release from 12 s to 15 s, has 9 % of the requests
 * for 3 s, and is changed back from 22 s to 25 s; `second` is left alone. Each test breaks one thing in it.
 */
export function smallDrill(): Evidence {
  const run = smallRun();
  const [before] = run.samples;
  const back = {
    status: 'FAILED',
    error: `${cause}.\nRolled back: every instance serves.`,
    states: [],
  };
  return {
    ...run,
    drill: drills.errors,
    upgrade: back,
    samples: run.samples.map((sample): Sample => {
      const second = sample.at / 1_000;
      const there = sample.instances.first ?? fail();
      return {
        ...sample,
        weights: [{ first: weightAt(second), second: 100 }],
        instances: {
          first: second >= 20 ? mirrored(run, second) : there,
          second: before?.instances.second ?? fail(),
        },
      };
    }),
    effects: run.effects
      .filter((effect) => effect.order === 'order-1')
      .filter((effect) => effect.step !== 'credit-points')
      .map((effect) =>
        effect.at > 20_000
          ? { ...effect, instance: 'second', release: '1', task: 'second-old' }
          : effect,
      ),
    requests: [
      { ...order('order-1', 5_000, 38_000), result: { release: '1' } },
      failed('quote-9', 'HTTP 500 PriceUnknown'),
    ],
  };
}

const fail = (): never => {
  throw new Error('The small run has no such instance');
};

const weightAt = (second: number): number => {
  if (second < 10 || second >= 27) return 100;
  return second >= 17 && second < 20 ? 10 : 0;
};

/** From 20 s on `first` does again what it did 10 s before, with old and new the other way round. */
function mirrored(run: Evidence, second: number) {
  const seen = run.samples[second - 10]?.instances.first ?? fail();
  const other: Record<string, string> = { old: 'new', new: 'old' };
  return {
    ...seen,
    mode: seen.mode && { ...seen.mode, generation: seen.mode.generation + 2 },
    tasks: seen.tasks.map(({ sealed, definition, ...task }) => {
      const was = other[definition] ?? definition;
      const generation = sealed === undefined ? undefined : sealed + 2;
      return { ...task, task: `first-${was}`, definition: was, sealed: generation };
    }),
  };
}

/** A quote that was answered while the bad release had a share of the requests. */
export const failed = (id: string, failure: string) => ({
  ...quote(id, 18_000, 18_010),
  status: 500,
  result: undefined,
  failure,
});
