import type { Checkpoint, ExecutionHead, Outcome, Result } from '../../core/execution';
import { moment, several, table } from './words';

export function headsText(shown: ExecutionHead[], found: number): string {
  if (found === 0) return 'There is no unfinished execution.';
  const rows = shown.map((head) => [
    head.id,
    head.service,
    head.version ?? '–',
    head.status,
    head.owner ?? '–',
    String(head.epoch - 1),
    moment(new Date(head.createdAt)),
  ]);
  const heading = ['execution', 'service', 'version', 'status', 'node', 'moves', 'begun'];
  const rest = found > shown.length ? [`… and ${found - shown.length} more: --limit`] : [];
  return [table([heading, ...rows]), ...rest].join('\n');
}

/** `values`: with its input, outcomes and result. */
export function executionText(execution: Checkpoint, values: boolean): string {
  const { id, service, version, status, owner, epoch, createdAt, attempts, excluded } = execution;
  const lines = [
    `Execution ${id} of ${service}, ${whatOf(status)}`,
    `begun ${moment(new Date(createdAt))}, version ${version ?? 'none yet'}${owner === undefined ? '' : `, on node ${owner}`}`,
    epoch === 1 ? 'never moved' : `moved ${several(epoch - 1, 'time')} (epoch ${epoch})`,
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
      return 'set aside: it has ended too many nodes, and is touched by none';
    case 'finished':
      return 'finished';
  }
}

function outcomeText(outcome: Outcome, values: boolean): string {
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
