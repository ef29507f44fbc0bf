import type { Json } from '../../core/json';
import { isAt } from '../../core/recorded';
import type { Difference, Translate } from './difference';

/** A step has another result. Errors stay as they are. */
export function changed(
  id: string,
  { up, down }: { up: (value: Json) => Json; down: (value: Json) => Json },
): Difference {
  const each =
    (change: (value: Json) => Json): Translate =>
    (record) => ({
      ...record,
      outcomes: record.outcomes.map((outcome) =>
        outcome.kind === 'step' && isAt(outcome.id, id) && outcome.result.ok
          ? { ...outcome, result: { ok: true, value: change(outcome.result.value) } }
          : outcome,
      ),
    });
  return { up: each(up), down: each(down), redoes: { up: true, down: true } };
}

/** The input has another shape. */
export const changedInput = ({
  up,
  down,
}: {
  up: (input: Json) => Json;
  down: (input: Json) => Json;
}): Difference => ({
  up: (record) => ({ ...record, input: up(record.input) }),
  down: (record) => ({ ...record, input: down(record.input) }),
  redoes: { up: true, down: true },
});
