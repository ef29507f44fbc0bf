import { parseUpdate } from '../../core/update';
import type { AskedOptions } from '../update-options';
import { type BeginOptions, begin } from './begin';
import type { Verb } from './verb';

/**
 * Has every instance go back to what it ran before the upgrade that is unfinished, or else before the last one that
 * succeeded.
 */
export const rollback: Verb<BeginOptions & { options: AskedOptions }> = (context, asked) => {
  const { options } = asked;
  return begin(
    context,
    parseUpdate({ cluster: context.place.cluster, rollBack: true, options }),
    asked,
  );
};
