import { executionText } from '../../../cli/render/executions';
import type { Checkpoint } from '../../../core/execution';

const execution: Checkpoint = {
  id: 'execution-1',
  cluster: 'shop',
  service: 'orders',
  version: '3',
  claimedFrom: undefined,
  status: 'running',
  owner: 'node-1',
  epoch: 2,
  seq: 4,
  token: 't',
  requestDigest: undefined,
  input: { order: 1 },
  result: undefined,
  due: undefined,
  parkedBy: undefined,
  attempts: 0,
  excluded: [],
  createdAt: Date.parse('2026-11-24T17:00:00Z'),
  expires: undefined,
  renamings: [],
  outcomes: [
    { kind: 'step', id: 'price', result: { ok: true, value: 'dear' } },
    { kind: 'step', id: 'fraud/screen', result: { ok: true, value: null }, forgotten: true },
  ],
};

test('what has no place in the version that runs it is marked, and told all the same', () => {
  const lines = executionText(execution, [], false).split('\n');
  expect(lines).toContain('  step price: done');
  expect(lines).toContain(
    '  step fraud/screen: done (kept for other versions: it has no place in this one)',
  );
});

test('values are told only when they are asked for', () => {
  expect(executionText(execution, [], false)).not.toContain('dear');
  expect(executionText(execution, [], true)).toContain('  step price: "dear"');
});
