/**
 * The weights of one forward action, instance → weight from 0 to 999.
 *
 * Requests are shifted by a row of assignments, each computed from the weights as they stand live, so that it can be
 * gone on with after anything. Load balancer nodes take an assignment up one after the other; so each one is safe by
 * itself (S5), and whoever must carry more is raised before the one that is shifted away is lowered.
 */
export type Weights = Record<string, number>;

/** The greatest weight that a load balancer takes. */
const MOST = 999;

/** Some instance that can carry requests gets them. */
export const isSafe = (weights: Weights, carriers: ReadonlySet<string>): boolean =>
  Object.entries(weights).some(([instance, weight]) => weight > 0 && carriers.has(instance));

/** The next assignment on the way to weight 0 of `instance`; undefined when it is there. `carriers`: who can serve. */
export function nextAway(
  live: Weights,
  originals: Weights,
  instance: string,
  carriers: ReadonlySet<string>,
  steps: number,
): Weights | undefined {
  const others = without(carriers, instance);
  const missing = [...others].filter((other) => originals[other] && !live[other]);
  if (missing.length > 0 && live[instance])
    return { ...live, ...Object.fromEntries(missing.map((it) => [it, originals[it] ?? 0])) };
  const ladder = Array.from({ length: steps }, (_, step) =>
    weightsAt(originals, instance, 1 - (step + 1) / steps, others),
  );
  return ladder.find((rung) => share(rung, instance) < share(live, instance));
}

/**
 * What brings `instance` back to a fraction of its original share; undefined when it has it. Less than the whole only
 * ever raises it; the whole is exactly as it was.
 */
export function nextBack(
  live: Weights,
  originals: Weights,
  instance: string,
  carriers: ReadonlySet<string>,
  fraction: number,
): Weights | undefined {
  const goal = weightsAt(originals, instance, fraction, without(carriers, instance));
  const there = fraction < 1 ? share(live, instance) >= share(goal, instance) : equal(live, goal);
  return there ? undefined : goal;
}

/**
 * `instance` at a fraction of its original share, the others that can carry requests as they were, all else at 0.
 * For a fraction all are raised in proportion, so that there is room below the share of an instance of weight 1.
 */
export function weightsAt(
  originals: Weights,
  instance: string,
  fraction: number,
  others: ReadonlySet<string>,
): Weights {
  const whole = Object.fromEntries(
    Object.entries(originals).map(([name, weight]) => [
      name,
      name === instance || others.has(name) ? weight : 0,
    ]),
  );
  const own = whole[instance] ?? 0;
  if (fraction >= 1 || own === 0) return whole;
  if (fraction <= 0) return { ...whole, [instance]: 0 };
  const scale = Math.max(1, Math.floor(MOST / Math.max(...Object.values(whole))));
  const raised = Object.entries(whole).map(([name, weight]) => [name, weight * scale] as const);
  return {
    ...Object.fromEntries(raised),
    [instance]: Math.max(1, Math.round(own * scale * fraction)),
  };
}

/** The part of all requests that an instance gets, 0 to 1. */
export function share(weights: Weights, instance: string): number {
  const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return all === 0 ? 0 : (weights[instance] ?? 0) / all;
}

export const equal = (one: Weights, other: Weights): boolean =>
  [...Object.keys(one), ...Object.keys(other)].every((name) => one[name] === other[name]);

const without = (all: ReadonlySet<string>, instance: string): ReadonlySet<string> =>
  new Set([...all].filter((other) => other !== instance));
