import type { Evidence, InstanceSample, Sample } from '../evidence';
import { isChanging, weightsOf } from './halves';
import { timeOf, type Watched } from './watched';

/** What is seen of instances that are changed. */
type Changes = Pick<Evidence, 'instances' | 'samples' | 'effects'>;

/**
 * S4, at every moment at which an instance was seen being changed: its weight is 0 everywhere, and every task that it
 * had before has sealed this drain. A sample reads the store before the platform, so what is missing there is looked
 * for in the next sample too: a change that came less than one sample too early can hide, and nothing is blamed wrongly.
 * The ledger is asked as well: a task that was there before does nothing while its instance is being changed.
 */
export function onlyProvenVacated(evidence: Changes): Watched {
  const parts = evidence.instances.map((name) => watch(name, evidence));
  return {
    moments: parts.reduce((sum, part) => sum + part.moments, 0),
    violations: parts.flatMap((part) => part.violations),
  };
}

function watch(name: string, { samples, effects }: Changes): Watched {
  const found: Watched = { moments: 0, violations: [] };
  const proofs = new Map<string, number>();
  let former: string[] = [];
  const changes: Change[] = [];
  let change: Change | undefined;
  samples.forEach((sample, index) => {
    const seen = sample.instances[name];
    const next = samples[index + 1] ?? sample;
    if (!seen) return;
    remember(proofs, seen, next.instances[name]);
    if (!isChanging(seen)) {
      former = seen.tasks.map((task) => task.task);
      change = undefined;
      return;
    }
    if (!change) changes.push((change = { former, from: sample.at, to: sample.at }));
    change.to = sample.at;
    found.moments += 1;
    const complain = (what: string) => found.violations.push(`${timeOf(sample)} ${name} ${what}`);
    if (hasWeight(name, sample, next)) complain('is changed while requests are sent to it');
    const drain = drainOf(seen, next.instances[name]);
    if (drain === undefined) return;
    const unsealed = former.filter((task) => (proofs.get(task) ?? -1) < drain);
    if (unsealed.length > 0)
      complain(`is changed while ${unsealed.length} task(s) have not sealed`);
  });
  const late = effects.filter(({ instance, task, at }) =>
    changes.some(
      ({ former: those, from, to }) =>
        instance === name && those.includes(task) && at > from && at <= to,
    ),
  );
  if (late.length > 0) found.violations.push(`${name} ran ${late.length} step(s) while changed`);
  return found;
}

/** A stretch of time in which an instance was seen being changed, and the tasks that it had before. */
interface Change {
  former: string[];
  from: number;
  to: number;
}

/** Sealing is irrevocable within a generation, so whatever was once seen stands. */
function remember(proofs: Map<string, number>, ...seen: (InstanceSample | undefined)[]): void {
  for (const { task, sealed } of seen.flatMap((instance) => instance?.tasks ?? []))
    if (sealed !== undefined) proofs.set(task, Math.max(sealed, proofs.get(task) ?? 0));
}

const hasWeight = (name: string, before: Sample, after: Sample): boolean =>
  weightsOf(before, name).some(
    (weight, action) => weight > 0 && weightsOf(after, name)[action] !== 0,
  );

/**
 * The generation that must be sealed: of the drain in force, or, where the instance serves, one that nobody has sealed.
 * Undefined when nodes know no modes.
 */
function drainOf(...seen: (InstanceSample | undefined)[]): number | undefined {
  const modes = seen.flatMap((instance) => instance?.mode ?? []);
  if (modes.length === 0) return undefined;
  return modes.find((mode) => mode.mode === 'draining')?.generation ?? Infinity;
}
