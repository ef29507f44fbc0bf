import type { TestStore } from '../../test/support/store';
import type { Variant } from './variants';

interface Spread {
  min: number;
  median: number;
  max: number;
}

export interface Measured {
  name: string;
  perStepMs: Spread;
  /** Time of a step as a multiple of one bare conditional write, round by round. */
  toBareWrite: Spread;
  /** Per step, with what the execution costs around its steps spread over them. */
  writes: number;
  units: number;
  executionWrites: number;
}

const spread = (values: number[]): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return { min: at(0), median: at(0.5), max: at(1) };
};

/** Runs all variants in turn, round after round, so that a machine that changes its speed changes it for all. */
export async function measure(
  variants: Variant[],
  store: TestStore,
  { steps, executions, rounds }: { steps: number; executions: number; rounds: number },
): Promise<Measured[]> {
  const times = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  const counts = new Map(variants.map(({ name }) => [name, { writes: 0, units: 0 }]));
  for (let round = 0; round <= rounds; round++)
    for (const variant of variants) {
      store.resetCounts();
      const from = performance.now();
      for (let done = 0; done < executions; done++) await variant.execute(steps);
      const took = performance.now() - from;
      if (round === 0) continue;
      times.get(variant.name)?.push(took / executions / steps);
      const { writes, writeUnits, indexWriteUnits } = store.counts();
      const count = counts.get(variant.name);
      if (count) {
        count.writes += writes;
        count.units += writeUnits + indexWriteUnits;
      }
    }
  const bareWrite = times.get('bare conditional write') ?? [];
  return variants.map(({ name }) => {
    const own = times.get(name) ?? [];
    const { writes, units } = counts.get(name) ?? { writes: NaN, units: NaN };
    return {
      name,
      perStepMs: spread(own),
      toBareWrite: spread(own.map((time, round) => time / (bareWrite[round] ?? NaN))),
      writes: writes / rounds / executions / steps,
      units: units / rounds / executions / steps,
      executionWrites: writes / rounds / executions,
    };
  });
}
