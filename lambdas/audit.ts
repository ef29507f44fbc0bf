import { type AuditedInstance, digestOf, endedAs } from '../core/audit';
import type { PlannedInstance } from '../core/plan';
import type { UpdateRequest } from '../core/update';
import type { AuditedBegin } from '../store/audit';
import type { SendOptions } from '../store/send';
import { endOf } from './aws/executions';
import type { Stores } from './stores';
import { logUnrecorded } from './telemetry';

/** Of an answer: what could not be written to the audit record, and why. */
export interface Audited {
  unrecorded?: string;
}

/** Longer than the store takes to answer, and so short that a Lambda still does what it is there for. */
const PATIENCE_MS = 3_000;

/**
 * Writes to the audit record. That is for people, and no reason for an upgrade to fail: what cannot be written is told
 * in the log and in the answer.
 */
export async function audited(write: (send: SendOptions) => Promise<unknown>): Promise<Audited> {
  try {
    await write({ signal: AbortSignal.timeout(PATIENCE_MS) });
    return {};
  } catch (error) {
    logUnrecorded(error);
    return { unrecorded: `Not in the audit record: ${String(error)}` };
  }
}

/** What the record of an upgrade begins with. `since`: when it has got the lock. */
export function auditedBegin(
  { by, cluster, update, rollBack, options }: UpdateRequest,
  { execution, generation, since }: { execution: string; generation: number; since: string },
): AuditedBegin {
  const manifest = { cluster, update, ...(rollBack && { rollBack }), options };
  return { generation, execution, by, manifest, sha256: digestOf(manifest), begunAt: since };
}

export const auditedPlan = (plan: PlannedInstance[]): AuditedInstance[] =>
  plan.map(({ name, update, from, to, why }) => ({ name, update, from, to, why }));

/** Ends the record of the upgrade from which the lock was taken over: it has ended, and could not do it itself. */
export async function auditEndOfFormer(
  { audit }: Pick<Stores, 'audit'>,
  cluster: string,
  generation: number,
  send: SendOptions,
): Promise<void> {
  // Whoever takes a lock over takes it in the next generation.
  const former = await audit.read(cluster, generation - 1, send);
  if (!former || former.ended) return;
  const { at, outcome, ...failure } = await endOf(former.execution);
  await audit.end(cluster, former.generation, endedAs(at, outcome, failure), send);
}
