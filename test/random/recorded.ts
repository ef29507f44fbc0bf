import type { Outcome } from '../../core/execution';
import { type Occurrence, occurrences } from './occurrences';
import type { Met, Progress } from './progress';
import type { Tree } from './tree';
import { Refused, isSame, suppliedFor, valueOf } from './values';

/** What a record in the words of this version tells, and what it tells that cannot be. */
export function readAs(tree: Tree, outcomes: Outcome[]): { progress: Progress; wrong: string[] } {
  const byId = new Map(occurrences(tree).map((each) => [each.stepId, each]));
  const progress = new Map<string, Met>();
  const wrong: string[] = [];
  for (const outcome of outcomes) {
    if (outcome.forgotten) continue;
    const it = byId.get(outcome.id);
    const met = it && metIn(it, outcome);
    if (!met) wrong.push(`the record has ${JSON.stringify(outcome)}`);
    else if (progress.get(it.key) !== undefined && progress.get(it.key) !== 'begun')
      wrong.push(`the record has ${outcome.id} twice`);
    else progress.set(it.key, met);
  }
  return { progress, wrong };
}

function metIn({ leaf, key }: Occurrence, outcome: Outcome): Met | undefined {
  if (leaf.kind === 'wait') {
    if (outcome.kind === 'step') return undefined;
    return outcome.kind === 'begun' ? 'begun' : 'did';
  }
  if (outcome.kind !== 'step') return undefined;
  const { result } = outcome;
  if (leaf.kind === 'failing') {
    const { name, message, status } = new Refused(key);
    return isSame(result, { ok: false, error: { name, message, status } }) ? 'did' : undefined;
  }
  if (!result.ok) return undefined;
  if (isSame(result.value, valueOf(leaf.size, key, leaf.shapes))) return 'did';
  return isSame(result.value, suppliedFor(leaf.id, leaf.shapes)) ? 'supplied' : undefined;
}
