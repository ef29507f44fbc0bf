import * as z from 'zod';
import { staysText } from '../../core/stays';
import { nameOf, releaseText, several, short } from '../render/words';

const weights = z.array(z.record(z.string(), z.number()));
const counts = z.record(z.string(), z.number());
const release = z.record(z.string(), z.string());
const stays = z
  .array(z.object({ service: z.string(), version: z.string().optional(), count: z.number() }))
  .default([]);
const plan = z.object({ instances: z.array(z.object({ name: z.string(), why: z.string() })) });

/** Any answer may say that it is not in the audit record. */
const audited = z.object({ unrecorded: z.string().optional() });

/** What the answer of each task state says to a person; of the others there is nothing to say. */
const tellers: Record<string, (output: unknown) => string> = {
  'Validate update': (output) => {
    const { update, rollBack } = z
      .object({ update: release, rollBack: z.boolean().optional() })
      .parse(output);
    return rollBack ? 'back to what ran before' : releaseText(update);
  },
  'Acquire lock': sayLock,
  'Plan upgrade': sayPlan,
  'Plan roll back': sayPlan,
  'Record approval': (output) => {
    const { by, comment } = z
      .object({ by: z.string(), comment: z.string().optional() })
      .parse(output);
    return `by ${by}${comment ? `: ${comment}` : ''}`;
  },
  'Run hook': (output) => {
    const { hook, done, waited } = z
      .object({ hook: z.string(), done: z.boolean(), waited: z.number() })
      .parse(output);
    return `${hook}: ${done ? 'done' : `not done after ${waited} s`}`;
  },
  'Scale out the others': (output) => {
    const told = z.object({ counts, healthy: counts }).parse(output);
    const each = Object.entries(told.counts);
    return each
      .map(([name, count]) => `${name} ${told.healthy[name]} of ${count} healthy`)
      .join(', ');
  },
  'Shift requests away': sayWeights,
  'Return requests': sayWeights,
  Rebalance: sayWeights,
  Drain: (output) => `generation ${z.object({ generation: z.number() }).parse(output).generation}`,
  'Await handover': (output) => {
    const {
      figures,
      tasks,
      vacated,
      staying: which,
    } = z
      .object({
        figures: z.object({ owned: z.number(), parked: z.number(), staying: z.number() }),
        tasks: z.number(),
        vacated: z.number(),
        staying: stays,
      })
      .parse(output);
    const { owned, parked, staying } = figures;
    return `${vacated} of ${several(tasks, 'node')} vacated; ${owned} owned, ${parked} parked, ${staying} staying${which.length > 0 ? ` (${staysText(which)})` : ''}${sayAssumed(output)}`;
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
  Rehearse: sayForecast,
  'Open for testing': (output) => {
    const { done, open } = z.object({ done: z.boolean(), open: z.boolean() }).parse(output);
    if (done) return open ? 'open' : 'not tested: it serves already';
    return open ? 'requests of a test are being led to it' : 'not every node has answered';
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

function sayLock(output: unknown): string {
  const { holder, waited, lock, ...taken } = z
    .object({
      lock: z.enum(['acquired', 'held', 'free']).default('acquired'),
      holder: z.string().default(''),
      waited: z.number().default(0),
      generation: z.number().default(0),
      takenOver: z.boolean().default(false),
    })
    .parse(output);
  if (lock === 'held') return `held by ${nameOf(holder)}, waited for ${waited} s so far`;
  if (lock === 'free') return `free after ${waited} s`;
  return `generation ${taken.generation}${taken.takenOver ? ', taken over from one that had ended' : ''}`;
}

function sayPlan(output: unknown): string {
  const { instances } = plan.parse(output);
  const planned = instances.map(({ name, why }) => `${name}: ${why}`).join('; ');
  return `${planned || 'nothing to do'}${sayAdopted(output)}`;
}

function sayForecast(output: unknown): string {
  const { part, why, forecast } = z
    .object({
      part: z.string(),
      why: z.string().optional(),
      forecast: z
        .object({
          rehearsed: z.number(),
          left: z.number(),
          movable: z.number(),
          translated: z.number(),
          pinned: z.number(),
          failing: z.number(),
          groups: z.array(z.object({ kind: z.string(), reason: z.string().optional() })),
        })
        .optional(),
    })
    .parse(output);
  if (part === 'none') return `not rehearsed: ${why}`;
  if (!forecast) return part === 'prepare' ? 'what is half done is being saved' : 'replaying';
  const { rehearsed, left, movable, translated, pinned, failing, groups } = forecast;
  const [first] = groups.filter(({ reason }) => reason !== undefined);
  const but = left > 0 ? `; ${left} not come to` : '';
  return `${several(rehearsed, 'execution')}: ${movable} movable, ${translated} movable with translation, ${pinned} pinned, ${failing} failing${but}${first ? `; ${first.reason}` : ''}`;
}

function sayAdopted(output: unknown): string {
  const { adopted } = z
    .object({
      adopted: z
        .object({
          weights: z.record(z.string(), z.record(z.string(), z.number())),
          counts: z.record(z.string(), z.number()),
        })
        .optional(),
    })
    .parse(output);
  if (!adopted) return '';
  const [weights = {}] = Object.values(adopted.weights);
  const taken = Object.entries(adopted.counts).map(
    ([instance, count]) => `${instance} weight ${weights[instance]}, ${several(count, 'node')}`,
  );
  return `; taken as it is live: ${taken.join('; ')}`;
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
    const answer: unknown = JSON.parse(output);
    const { unrecorded } = audited.parse(answer);
    const says = [tellers[state]?.(answer), unrecorded].filter(Boolean);
    return says.join('; ') || undefined;
  } catch {
    return undefined;
  }
}
