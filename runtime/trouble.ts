import { TransshipError } from '../core/errors';
import type { ExecutionHead } from '../core/execution';
import { type Divergence, divergenceText } from './execution/handling';
import type { Run } from './execution/run';

// What a node tells of, that fails no request.

export const diverged = ({ id, service: { name, version } }: Run, divergence: Divergence) =>
  new TransshipError(
    'ExecutionDiverged',
    `Execution ${id} of ${name} diverged on version ${version}, which leaves it alone from now on: ${divergenceText(divergence)}.`,
  );

export const leftAlone = ({ id, service }: ExecutionHead, cause: unknown): TransshipError =>
  new TransshipError(
    'TranslationFailed',
    `Execution ${id} of ${service} is left where it can be read. ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  );
