import {
  type AuditedApproval,
  type AuditedHandover,
  type AuditedRehearsal,
  endedAs,
} from '../../../core/audit';
import {
  AUDIT_KEPT_SECONDS,
  type AuditStore,
  type AuditedBegin,
  createAuditStore,
} from '../../../store/audit';
import { auditKey } from '../../../store/keys';
import { readItem } from '../../../store/read-item';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let audit: AuditStore;
let cluster: string;
let count = 0;

beforeAll(async () => {
  store = await startStore();
  audit = createAuditStore(store.table);
});
beforeEach(() => {
  cluster = `shop-${++count}`;
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const begun = (generation: number, by?: string): AuditedBegin => ({
  generation,
  execution: `arn:execution:${generation}`,
  by,
  manifest: { cluster: 'shop', update: { orders: 'orders@2' }, options: {} as never },
  sha256: 'abc',
  begunAt: '2026-11-28T09:00:00.000Z',
});
const plan = [{ name: 'first', update: true, from: {}, to: { orders: 'orders@2' }, why: 'it is' }];
const handover = (generation: number, but: Partial<AuditedHandover> = {}): AuditedHandover => ({
  instance: 'first',
  generation,
  at: `2026-11-28T09:0${generation}:00.000Z`,
  tasks: 2,
  parked: 3,
  resumed: 0,
  ...but,
});
const rehearsal = (instance: string, time: string): AuditedRehearsal => ({
  instance,
  at: `2026-11-28T${time}:00.000Z`,
  rehearsed: 4,
  left: 1,
  movable: 1,
  translated: 2,
  pinned: 1,
  failing: 0,
});
const approval = (instance: string, time: string): AuditedApproval => ({
  instance,
  by: 'ada',
  at: `2026-11-28T${time}:00.000Z`,
  comment: 'the graphs look well',
});
const ended = endedAs(0, 'rolled back', { error: 'RolloutFailed', cause: 'No image\nRolled back' });

test('the record of an upgrade is put together from what each of its Lambdas adds', async () => {
  await audit.begin(cluster, begun(4, 'ada'));
  await audit.plan(cluster, 4, 'plan', plan);
  await audit.approval(cluster, 4, approval('second', '10:00'));
  await audit.approval(cluster, 4, approval('first', '09:00'));
  await audit.handover(cluster, 4, handover(2));
  await audit.rehearsal(cluster, 4, rehearsal('second', '11:00'));
  await audit.rehearsal(cluster, 4, rehearsal('first', '10:00'));
  await audit.plan(cluster, 4, 'wayBack', []);
  await audit.handover(cluster, 4, handover(1, { instance: 'second' }));
  await audit.end(cluster, 4, ended);
  expect(await audit.read(cluster, 4)).toEqual({
    ...begun(4, 'ada'),
    plan,
    wayBack: [],
    approvals: [approval('first', '09:00'), approval('second', '10:00')],
    rehearsals: [rehearsal('first', '10:00'), rehearsal('second', '11:00')],
    handovers: [handover(1, { instance: 'second' }), handover(2)],
    ended: {
      at: '1970-01-01T00:00:00.000Z',
      outcome: 'rolled back',
      error: 'RolloutFailed',
      cause: 'No image',
    },
  });
});

test.each(['drop-request', 'drop-answer', 'throttle', 'duplicate'] as const)(
  'it is the same in spite of %s, and of each write made again',
  async (kind) => {
    store.faults.add({
      match: ({ key }) => key?.pk === `audit#${cluster}`,
      times: 3,
      fault: kind === 'duplicate' ? { kind, when: 'at-once' } : { kind },
    });
    for (let attempt = 0; attempt < 2; attempt++) {
      await audit.begin(cluster, begun(1));
      await audit.plan(cluster, 1, 'plan', plan);
      await audit.approval(cluster, 1, approval('first', '09:00'));
      await audit.rehearsal(cluster, 1, rehearsal('first', '10:00'));
      await audit.handover(cluster, 1, handover(1));
      await audit.end(cluster, 1, ended);
    }
    const approvals = [approval('first', '09:00')];
    const rehearsals = [rehearsal('first', '10:00')];
    const record = { ...begun(1), plan, approvals, rehearsals, handovers: [handover(1)], ended };
    expect(await audit.read(cluster, 1)).toEqual(JSON.parse(JSON.stringify(record)));
  },
);

test('what it began with and how it ended are written once, whoever comes later', async () => {
  expect(await audit.begin(cluster, begun(1, 'ada'))).toBe('accepted');
  expect(await audit.begin(cluster, begun(1, 'eve'))).toBe('refused');
  expect(await audit.end(cluster, 1, ended)).toBe('accepted');
  expect(await audit.end(cluster, 1, endedAs(1, 'succeeded'))).toBe('refused');
  expect(await audit.read(cluster, 1)).toMatchObject({ by: 'ada', ended });
});

test('nothing is added to a record that is not there, and none is made by it', async () => {
  await expect(audit.plan(cluster, 1, 'plan', plan)).rejects.toThrow('no audit record');
  await expect(audit.approval(cluster, 1, approval('first', '09:00'))).rejects.toThrow(
    'no audit record',
  );
  await expect(audit.handover(cluster, 1, handover(1))).rejects.toThrow('no audit record');
  expect(await audit.end(cluster, 1, ended)).toBe('refused');
  expect(await audit.read(cluster, 1)).toBeUndefined();
});

test('a cluster’s records are listed newest first, those of no other among them', async () => {
  for (const generation of [9, 10, 2]) await audit.begin(cluster, begun(generation));
  await audit.begin(`${cluster}-other`, begun(11));
  const listed: number[] = [];
  for await (const { generation } of audit.list(cluster)) listed.push(generation);
  expect(listed).toEqual([10, 9, 2]);
});

test('a record goes 400 days after its upgrade began', async () => {
  await audit.begin(cluster, begun(1));
  const item = await readItem<{ expires: number }>(store.table, auditKey(cluster, 1));
  expect(item?.expires).toBe(Date.parse(begun(1).begunAt) / 1_000 + AUDIT_KEPT_SECONDS);
  expect(AUDIT_KEPT_SECONDS / 86_400).toBe(400);
});
