import type { Colors } from 'picocolors/types';
import type { Checkpoint, ExecutionHead, Outcome, Result } from '../../core/execution';
import type { Missing, Move } from '../../core/receipt';
import type { Stuck } from '../../core/stuck';
import type { StuckCounts } from '../cloud/stuck';
import { receiptText } from './receipts';
import { moment, several, table } from './words';

/** `why`: what keeps one from going on, where that was asked for. */
export function headsText(
  shown: ExecutionHead[],
  found: number,
  why: (head: ExecutionHead) => Stuck | undefined,
): string {
  if (found === 0) return 'There is no such unfinished execution.';
  const rows = shown.map((head) => [
    head.id,
    head.service,
    head.version ?? '–',
    statusText(head, why(head)),
    head.owner ?? '–',
    String(head.epoch - 1),
    moment(new Date(head.createdAt)),
  ]);
  const heading = ['execution', 'service', 'version', 'status', 'node', 'moves', 'begun'];
  const rest = found > shown.length ? [`… and ${found - shown.length} more: --limit`] : [];
  return [table([heading, ...rows]), ...rest].join('\n');
}

const statusText = ({ status }: ExecutionHead, why: Stuck | undefined): string =>
  why === undefined || why === 'setAside' ? status : `${status}, ${why}`;

/** What keeps executions from going on, and what to do about it; nothing where nothing does. */
export function stuckText(
  { setAside, diverged, unread, more }: StuckCounts,
  { yellow }: Colors,
): string[] {
  const told = [
    ...(setAside > 0 ? [`${setAside} set aside after ending too many nodes`] : []),
    ...(diverged > 0 ? [`${diverged} diverged in every version that serves`] : []),
    ...(unread > 0 ? [`${unread} of a version that no serving node reads`] : []),
  ];
  if (told.length === 0) return [];
  const count = `${more ? 'at least ' : ''}${several(setAside + diverged + unread, 'execution')}`;
  return [
    yellow(
      `Stuck: ${count} (${told.join(', ')}). Which ones: transship executions list --stuck; then executions retry, or cancel.`,
    ),
  ];
}

export const retriedText = (
  { id, service, version = 'none yet' }: ExecutionHead,
  stuck: Stuck | undefined,
): string =>
  stuck === undefined
    ? `Execution ${id} of ${service} is parked: a node that serves claims it within seconds.`
    : `Execution ${id} of ${service} is parked, and no node that serves reads its version, ${version}: it goes on as soon as one does.`;

export const cancelledText = ({ id, service }: ExecutionHead, until: Date): string =>
  `Execution ${id} of ${service} is cancelled: its result is the failure ExecutionCancelled, kept until ${moment(until)}.`;

export const exportedText = (exported: number, file: string): string =>
  `${several(exported, 'execution')} written to ${file}.`;

/** `values`: with its input, outcomes and result. */
export function executionText(
  execution: Checkpoint,
  receipts: (Move | Missing)[],
  values: boolean,
): string {
  const { id, service, version, status, owner, epoch, createdAt, attempts, excluded } = execution;
  const lines = [
    `Execution ${id} of ${service}, ${whatOf(status)}`,
    `begun ${moment(new Date(createdAt))}, version ${version ?? 'none yet'}${owner === undefined ? '' : `, on node ${owner}`}`,
    epoch === 1 ? 'never moved' : `moved ${several(epoch - 1, 'time')} (epoch ${epoch})`,
    ...receipts.map((receipt) => `  ${receiptText(receipt)}`),
    ...(attempts > 0 ? [`taken over ${several(attempts, 'time')} since its last step`] : []),
    ...(excluded.length > 0
      ? [`left alone by version ${excluded.join(', ')}: it diverged there`]
      : []),
    ...(values ? [`input ${JSON.stringify(execution.input)}`] : []),
    ...execution.outcomes.map((outcome) => `  ${outcomeText(outcome, values)}`),
    ...(execution.result ? [`result: ${resultText(execution.result, values)}`] : []),
  ];
  return lines.join('\n');
}

function whatOf(status: ExecutionHead['status']): string {
  switch (status) {
    case 'running':
      return 'running';
    case 'parked':
      return 'parked: the next node that can claims it';
    case 'aside':
      return 'set aside: it has ended too many nodes, and is touched by none until it is retried';
    case 'finished':
      return 'finished';
  }
}

function outcomeText(outcome: Outcome, values: boolean): string {
  const told = kindText(outcome, values);
  return outcome.forgotten
    ? `${told} (kept for other versions: it has no place in this one)`
    : told;
}

function kindText(outcome: Outcome, values: boolean): string {
  switch (outcome.kind) {
    case 'step':
      return `step ${outcome.id}: ${resultText(outcome.result, values)}`;
    case 'begun':
      return `wait ${outcome.id} begun, until ${moment(new Date(outcome.until))}`;
    case 'wait':
      return `wait ${outcome.id} over`;
  }
}

function resultText(result: Result, values: boolean): string {
  if (!result.ok) return `failed, ${result.error.name}${values ? `: ${result.error.message}` : ''}`;
  return values ? JSON.stringify(result.value) : 'done';
}
