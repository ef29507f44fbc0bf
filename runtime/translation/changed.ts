import type { Json } from '../../core/json';
import { isAt } from '../../core/recorded';
import type { Difference, Translate } from './difference';

/** A value of the earlier version as the later one has it, and back. */
export interface Both<Before, After> {
  up: (value: Before) => After;
  down: (value: After) => Before;
}

/** A step has another result. Errors stay as they are. */
export function changed<Before extends Json = Json, After extends Json = Json>(
  id: string,
  { up, down }: Both<Before, After>,
): Difference {
  const each =
    <Is extends Json, Becomes extends Json>(change: (value: Is) => Becomes): Translate =>
    (record) => ({
      ...record,
      outcomes: record.outcomes.map((outcome) =>
        outcome.kind === 'step' && !outcome.forgotten && isAt(outcome.id, id) && outcome.result.ok
          ? { ...outcome, result: { ok: true, value: change(outcome.result.value as Is) } }
          : outcome,
      ),
    });
  return { up: each(up), down: each(down), redoes: { up: true, down: true } };
}

/** The input has another shape. */
export const changedInput = <Before extends Json = Json, After extends Json = Json>({
  up,
  down,
}: Both<Before, After>): Difference => ({
  up: (record) => ({ ...record, input: up(record.input as Before) }),
  down: (record) => ({ ...record, input: down(record.input as After) }),
  redoes: { up: true, down: true },
});
