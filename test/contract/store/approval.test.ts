import type { AskedApproval } from '../../../core/approval';
import { type ApprovalStore, createApprovalStore } from '../../../store/approval';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let approvals: ApprovalStore;
let cluster: string;
let count = 0;

beforeAll(async () => {
  store = await startStore();
  approvals = createApprovalStore(store.table);
});
beforeEach(() => {
  cluster = `shop-${++count}`;
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const asked = (
  generation: number,
  instance = 'first',
  since = '2026-11-28T09:00:00.000Z',
): AskedApproval => ({
  instance,
  execution: `arn:execution:${generation}`,
  generation,
  towards: 'update',
  token: `token-${generation}-${instance}`,
  since,
  until: '2026-11-29T09:00:00.000Z',
});

describe('the approval that an upgrade waits for', () => {
  it('is not there before anybody has asked, nor after it is settled', async () => {
    expect(await approvals.read(cluster)).toBeUndefined();
    expect(await approvals.ask(cluster, asked(1))).toBe('accepted');
    expect(await approvals.read(cluster)).toEqual(asked(1));
    await approvals.settle(cluster, 1);
    expect(await approvals.read(cluster)).toBeUndefined();
    await approvals.settle(cluster, 1);
  });

  it('is the one that the newest upgrade has asked for last', async () => {
    await approvals.ask(cluster, asked(1));
    await approvals.ask(cluster, asked(1, 'second'));
    expect(await approvals.read(cluster)).toEqual(asked(1, 'second'));
    await approvals.ask(cluster, asked(2));
    expect(await approvals.ask(cluster, asked(1))).toBe('refused');
    expect(await approvals.read(cluster)).toEqual(asked(2));
  });

  it('is not one that was asked for before, and is written late', async () => {
    await approvals.ask(cluster, asked(1, 'second', '2026-11-28T09:00:01.000Z'));
    expect(await approvals.ask(cluster, asked(1))).toBe('refused');
    expect((await approvals.read(cluster))?.instance).toBe('second');
  });

  it('is not settled by an upgrade before', async () => {
    await approvals.ask(cluster, asked(2));
    await approvals.settle(cluster, 1);
    expect(await approvals.read(cluster)).toEqual(asked(2));
  });

  it.each(['drop-request', 'drop-answer', 'throttle'] as const)(
    'is asked for and settled in spite of %s',
    async (kind) => {
      const strike = () =>
        store.faults.add({ match: ({ key }) => key?.sk === 'approval', times: 1, fault: { kind } });
      strike();
      expect(await approvals.ask(cluster, asked(1))).toBe('accepted');
      expect(await approvals.read(cluster)).toEqual(asked(1));
      strike();
      await approvals.settle(cluster, 1);
      expect(await approvals.read(cluster)).toBeUndefined();
    },
  );
});
