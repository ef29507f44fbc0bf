import { createColors } from 'picocolors';
import { type ShownRecord, auditText } from '../../../cli/render/audit';
import { parseUpdate } from '../../../core/update';

const { options } = parseUpdate({ cluster: 'shop', rollBack: true });
const record: ShownRecord = {
  generation: 3,
  execution: 'arn:aws:states:us-east-1:123456789012:execution:transship-upgrade:one',
  by: 'ada',
  manifest: { cluster: 'shop', update: { ami: 'ami-0123456789abcdef0' }, options },
  sha256: 'ab'.repeat(32),
  begunAt: '2026-11-24T17:00:00.000Z',
  approvals: [],
  rehearsals: [
    {
      instance: 'first',
      at: '2026-11-24T17:00:20.000Z',
      rehearsed: 9,
      left: 2,
      movable: 4,
      translated: 3,
      pinned: 1,
      failing: 1,
    },
  ],
  handovers: [
    { instance: 'first', generation: 1, at: 'x', tasks: 1, parked: 4, resumed: 0, translated: 0 },
    {
      instance: 'second',
      generation: 1,
      at: 'x',
      tasks: 1,
      parked: 3,
      resumed: 4,
      translated: 2,
      stayed: 2,
      outstayed: 1,
    },
  ],
  ended: { at: '2026-11-24T17:01:40.000Z', outcome: 'succeeded' },
  outcome: 'succeeded',
};
const text = (but: Partial<ShownRecord> = {}) =>
  auditText([{ ...record, ...but }], createColors(false));

test('a record tells what was rehearsed and what was handed over, in executions', () => {
  const lines = text().split('\n');
  expect(lines).toContain(
    '  rehearsed on first: 9 executions, 4 movable as they are, 3 translated, 1 pinned, 1 failing, 2 not come to',
  );
  expect(lines).toContain(
    '  2 handovers, 7 executions moved, 2 translated, 2 stayed (1 ended when their time was over)',
  );
  expect(lines.at(-1)).toMatch(/^ {2}succeeded after /);
});

test('a record says by whom, and to what', () => {
  expect(text()).toMatch(
    /^one \(generation 3\), begun 2026-11-24 17:00:00 UTC, by ada\n {2}to ami/,
  );
  expect(text({ by: undefined, rehearsals: [] })).not.toContain('rehearsed');
});

test('where nothing is recorded, that is said', () => {
  expect(auditText([], createColors(false))).toBe('No upgrade of this cluster is recorded.');
});
