import { z } from 'zod';
import { releaseText, several, short } from '../render/words';

const weights = z.array(z.record(z.string(), z.number()));
const release = z.record(z.string(), z.string());
const plan = z.object({ instances: z.array(z.object({ name: z.string(), why: z.string() })) });

/** What the answer of each task state says to a person; of the others there is nothing to say. */
const tellers: Record<string, (output: unknown) => string> = {
  'Validate update': (output) => {
    const { update } = z.object({ update: release }).parse(output);
    return releaseText(update);
  },
  'Acquire lock': (output) => {
    const lock = z.object({ generation: z.number(), takenOver: z.boolean() }).parse(output);
    return `generation ${lock.generation}${lock.takenOver ? ', taken over from one that had ended' : ''}`;
  },
  'Plan upgrade': sayPlan,
  'Plan roll back': sayPlan,
  'Shift requests away': sayWeights,
  'Return requests': sayWeights,
  Rebalance: sayWeights,
  Drain: (output) => `generation ${z.object({ generation: z.number() }).parse(output).generation}`,
  'Await handover': (output) => {
    const { figures, tasks, vacated } = z
      .object({
        figures: z.object({ owned: z.number(), parked: z.number(), staying: z.number() }),
        tasks: z.number(),
        vacated: z.number(),
      })
      .parse(output);
    const { owned, parked, staying } = figures;
    return `${vacated} of ${several(tasks, 'node')} vacated; ${owned} owned, ${parked} parked, ${staying} staying${sayAssumed(output)}`;
  },
  'Apply update': (output) => {
    const { done, definition } = z
      .object({ done: z.boolean(), definition: z.string() })
      .parse(output);
    const name = definition.split('/').at(-1) ?? definition;
    return done ? `${name}${sayAssumed(output)}` : 'no proof any more that it is vacated';
  },
  'Await rollout': (output) => {
    const { tasks, updated, healthy } = z
      .object({ tasks: z.number(), updated: z.number(), healthy: z.number() })
      .parse(output);
    return `${updated} of ${several(tasks, 'node')} updated, ${healthy} healthy`;
  },
  'Record release': (output) =>
    Object.entries(z.record(z.string(), release).parse(output))
      .map(([instance, runs]) => `${instance}: ${Object.values(runs).map(short).join(', ')}`)
      .join('; '),
  'Restore serving': (output) =>
    z
      .object({ problems: z.array(z.string()).default([]) })
      .parse(output)
      .problems.join('; ') || 'everything that is sound serves',
};

function sayPlan(output: unknown): string {
  const { instances } = plan.parse(output);
  return instances.map(({ name, why }) => `${name}: ${why}`).join('; ') || 'nothing to do';
}

function sayWeights(output: unknown): string {
  const [first] = z.object({ weights }).parse(output).weights;
  if (!first) return '';
  return `weights ${Object.entries(first)
    .map(([instance, weight]) => `${instance} ${weight}`)
    .join(', ')}`;
}

function sayAssumed(output: unknown): string {
  const { withoutProof } = z
    .object({ withoutProof: z.object({ meaning: z.string() }).optional() })
    .parse(output);
  return withoutProof ? `; ${withoutProof.meaning}` : '';
}

/** Undefined where the answer says nothing, or is of a release of Transship that this one does not know. */
export function sayResult(state: string, output = ''): string | undefined {
  try {
    return tellers[state]?.(JSON.parse(output)) || undefined;
  } catch {
    return undefined;
  }
}
