import { type FreezeStore, createFreezeStore } from '../../../store/freeze';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let freezes: FreezeStore;
let cluster: string;
let count = 0;

beforeAll(async () => {
  store = await startStore();
  freezes = createFreezeStore(store.table);
});
beforeEach(() => {
  cluster = `shop-${++count}`;
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const by = (who: string, since: string, until?: string) => ({
  reason: 'peak season',
  by: who,
  since,
  ...(until && { until }),
});
const ada = by('ada', '2026-12-20T08:00:00.000Z');
const eve = by('eve', '2026-12-21T08:00:00.000Z');

describe('the freeze of a cluster', () => {
  it('is not there before anybody has set it, nor after it is lifted', async () => {
    expect(await freezes.read(cluster)).toBeUndefined();
    expect(await freezes.set(cluster, ada)).toEqual(ada);
    await freezes.lift(cluster, ada);
    expect(await freezes.read(cluster)).toBeUndefined();
  });

  it('is that of the first one who sets it', async () => {
    await freezes.set(cluster, ada);
    expect(await freezes.set(cluster, eve)).toEqual(ada);
  });

  it('is not lifted by one who has seen another one', async () => {
    await freezes.set(cluster, eve);
    await freezes.lift(cluster, ada);
    expect(await freezes.read(cluster)).toEqual(eve);
  });

  it('gives way to a new one once it is over', async () => {
    await freezes.set(cluster, by('ada', ada.since, '2026-12-21T07:59:59.000Z'));
    expect(await freezes.set(cluster, eve)).toEqual(eve);
    await freezes.lift(cluster, eve);
    const lasting = by('ada', ada.since, '2026-12-21T08:00:01.000Z');
    await freezes.set(cluster, lasting);
    expect(await freezes.set(cluster, eve)).toEqual(lasting);
  });

  it.each(['drop-request', 'drop-answer', 'throttle'] as const)(
    'is set and lifted in spite of %s',
    async (kind) => {
      const strike = () =>
        store.faults.add({ match: ({ key }) => key?.sk === 'freeze', times: 1, fault: { kind } });
      strike();
      expect(await freezes.set(cluster, ada)).toEqual(ada);
      strike();
      await freezes.lift(cluster, ada);
      expect(await freezes.read(cluster)).toBeUndefined();
    },
  );
});
