import { type Asked, requestFrom } from '../manifest';
import { type BeginOptions, begin } from './begin';
import type { Verb } from './verb';

/** Starts an upgrade, or tells what it would do. */
export const upgrade: Verb<Asked & BeginOptions> = (context, options) =>
  begin(context, requestFrom(options, context.place), options);
