import { type Checkpoint, type Result, writtenBy } from '../core/execution';
import type { NodeRecord } from '../core/node';

/**
 * The one result of an execution whose time to stay was over. Its status is that of any failure, 500: one like 503 would
 * invite clients and proxies to send the request again, and to do again what is done.
 */
export function outstayed(checkpoint: Checkpoint, serving: NodeRecord[]): Result {
  const { service, outcomes } = checkpoint;
  const version = writtenBy(checkpoint);
  const others = new Set(serving.flatMap(({ reads }) => reads[service]?.[0] ?? []));
  const done = outcomes.filter(({ kind }) => kind === 'step').length;
  const those = others.size > 0 ? `version ${[...others].join(', ')}` : 'the release';
  const begun = version === undefined ? service : `version ${version} of ${service}`;
  const message = `What ${begun} had begun, ${those}, which serves now, cannot go on with, and the time for which it could stay was over. Steps done: ${done}. They are in its record, and were not undone.`;
  return { ok: false, error: { name: 'StayedTooLong', message } };
}
