import type { NodeState } from '../../../core/node';
import { type Service, service } from '../../../runtime';
import { createModeStore } from '../../../store/modes';
import { createNodeStore } from '../../../store/nodes';
import { type TestNode, startTestNode } from '../../support/node';
import { type TestStore, startStore } from '../../support/store';
import { until } from '../../support/until';

let store: TestStore;
const nodes: TestNode[] = [];

beforeEach(async () => {
  store = await startStore();
});
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.close()));
  await store.close();
});

const start = async (instance: string, services: Service[]): Promise<TestNode> => {
  const node = await startTestNode(store, { instance, services });
  nodes.push(node);
  return node;
};

/** A service of five steps; the second waits until it is let go. */
const slow = (log: string[], gate: Promise<unknown>, checkpointAfter = 0): Service =>
  service({
    name: 'slow',
    version: '1',
    checkpointAfter,
    handler: async (ctx, input) => {
      for (const name of ['a', 'b', 'c', 'd', 'e'])
        await ctx.step(name, async () => {
          log.push(name);
          if (name === 'b') await gate;
          return name;
        });
      return { input, done: true };
    },
  });

const reported = (instance: string, state: NodeState, generation: number) =>
  until(async () => {
    const [record] = await createNodeStore(store.table).list('shop', instance);
    return record?.state === state && record.generation === generation;
  });

test.each([0, 5_000, Infinity])(
  'a request in mid-step is parked at the step boundary and finishes elsewhere, saved after %p ms',
  async (checkpointAfter) => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const log: string[] = [];
    const first = await start('first', [slow(log, gate, checkpointAfter)]);
    const second = await start('second', [slow(log, gate, checkpointAfter)]);

    const answer = first.post('/slow', { order: 1 });
    await until(() => log.includes('b'));
    const { generation } = await createModeStore(store.table).set('shop', 'first', 'draining', 1);
    await reported('first', 'draining', generation);
    open();
    const sentOn = await answer;
    expect(sentOn.status).toBe(303);
    await reported('first', 'sealed', generation);

    const followed = await second.get(sentOn.headers.get('location') ?? '');
    expect(followed.status).toBe(200);
    expect(await followed.json()).toEqual({ input: { order: 1 }, done: true });
    expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
  },
);
