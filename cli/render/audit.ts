import type { Colors } from 'picocolors/types';
import type { AuditRecord, AuditedInstance, AuditedRehearsal } from '../../core/audit';
import { moment, nameOf, releaseText, several, span } from './words';

export interface ShownRecord extends AuditRecord {
  /** As recorded, or what is known of one whose end is not. */
  outcome: string;
}

export function auditText(records: ShownRecord[], colors: Colors): string {
  if (records.length === 0) return 'No upgrade of this cluster is recorded.';
  return records.map((record) => recordLines(record, colors).join('\n')).join('\n\n');
}

function recordLines(record: ShownRecord, { bold, dim }: Colors): string[] {
  const { generation, execution, by, manifest, sha256, begunAt, ended, outcome } = record;
  const parked = record.handovers.reduce((sum, handover) => sum + handover.parked, 0);
  const sum = (of: 'translated' | 'stayed' | 'outstayed') =>
    record.handovers.reduce((total, handover) => total + (handover[of] ?? 0), 0);
  const took = ended ? ` after ${span(Date.parse(ended.at) - Date.parse(begunAt))}` : '';
  const why = ended?.error ? `: ${ended.error}${ended.cause ? `: ${ended.cause}` : ''}` : '';
  const goal = manifest.rollBack ? 'back to what ran before' : releaseText(manifest.update);
  return [
    `${bold(nameOf(execution))} (generation ${generation}), begun ${begunAt.slice(0, 19).replace('T', ' ')} UTC, by ${by ?? 'nobody who said so'}`,
    `  to ${goal} ${dim(`manifest sha256 ${sha256}`)}`,
    ...planLine('plan', record.plan),
    ...planLine('way back', record.wayBack),
    ...record.approvals.map(
      ({ instance, by: approver, at, comment }) =>
        `  ${instance} approved ${moment(new Date(at))} by ${approver}${comment ? `: ${comment}` : ''}`,
    ),
    ...record.rehearsals.map(rehearsalLine),
    `  ${several(record.handovers.length, 'handover')}, ${several(parked, 'execution')} moved, ${sum('translated')} translated${stayedText(sum('stayed'), sum('outstayed'))}`,
    `  ${outcome}${took}${why}`,
  ];
}

const rehearsalLine = (rehearsal: AuditedRehearsal): string => {
  const { instance, rehearsed, left, movable, translated, pinned, failing } = rehearsal;
  const unseen = left > 0 ? `, ${left} not come to` : '';
  return `  rehearsed on ${instance}: ${several(rehearsed, 'execution')}, ${movable} movable as they are, ${translated} translated, ${pinned} pinned, ${failing} failing${unseen}`;
};

const stayedText = (stayed: number, outstayed: number): string =>
  stayed === 0
    ? ''
    : `, ${stayed} stayed${outstayed > 0 ? ` (${outstayed} ended when their time was over)` : ''}`;

const planLine = (what: string, plan: AuditedInstance[] | undefined): string[] =>
  plan === undefined
    ? []
    : [
        `  ${what}: ${plan.map(({ name, update, why }) => `${name} ${update ? 'updated' : 'kept'} (${why})`).join('; ') || 'nothing to do'}`,
      ];
