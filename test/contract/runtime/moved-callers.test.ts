import { type NodeOptions, service } from '../../../runtime';
import { fastClock } from '../../support/clock';
import { configure } from '../../support/configure';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import type { TestNode } from '../../support/node';
import { until } from '../../support/until';

let fleet: Fleet;
let opened: Gate;
const runs: string[] = [];

/** What waits for the gate is not to be over by itself, also where a clock is ten times as fast. */
const patience = { timeoutMs: 36_000_000 };

/** One step that takes until the gate is opened, and one after it. */
const waiting = (answer: 'redirect' | 'relay' | 'accepted', checkpointAfter = 0) =>
  service<string>({
    name: answer,
    version: '1',
    answer,
    checkpointAfter,
    handler: async (ctx, input) => {
      await ctx.step(
        'first',
        () => {
          runs.push(input);
          return opened.opened;
        },
        patience,
      );
      await ctx.step('second', () => runs.push(input));
      return `${input} is done`;
    },
  });
/** Looks for work ten times as often. */
const hasty = { clock: fastClock(10), modePollMs: 500, idleTimeoutSeconds: 600 };
const services = [waiting('redirect'), waiting('relay'), waiting('accepted')];
const start = (instance: string, options: Partial<NodeOptions> = {}) =>
  fleet.start({ instance, services, ...options });

beforeEach(async () => {
  runs.splice(0);
  opened = gate();
  fleet = await startFleet();
});
afterEach(async () => {
  opened.open();
  await fleet.close();
});

const locationOf = (answer: Response): string => answer.headers.get('location') ?? 'none';
const begun = (input: string) => until(() => runs.includes(input));

/** Follows an answer to the next, each time at a node. */
async function follow(node: TestNode, answer: Response, most = 20): Promise<Response[]> {
  const answers = [answer];
  for (let last = answer; last.status === 303 && answers.length <= most;) {
    last = await node.get(locationOf(last));
    answers.push(last);
  }
  return answers;
}

describe('a waiting caller whose node is drained', () => {
  test('is sent to the address of its execution, which is relative, and finds the result there', async () => {
    const [first, second] = [await start('first'), await start('second')];
    const asked = first.post('/redirect', 'it');
    await begun('it');
    await fleet.set('first', 'draining', 'draining');
    opened.open();
    const answer = await asked;
    expect(answer.status).toBe(303);
    const id = answer.headers.get('execution-id');
    expect(locationOf(answer)).toBe(`/executions/${id}?hop=1`);
    const result = await second.get(locationOf(answer));
    expect([result.status, await result.json()]).toEqual([200, 'it is done']);
    expect(runs).toEqual(['it', 'it']);
  });

  test('is sent on only after its execution is parked', async () => {
    const first = await start('first');
    const asked = first.post('/redirect', 'it');
    await begun('it');
    await fleet.set('first', 'draining', 'draining');
    opened.open();
    const id = (await asked).headers.get('execution-id') ?? '';
    expect(await fleet.executions.head(id)).toMatchObject({ status: 'parked', owner: undefined });
  });

  test('is told to come back, where the service answers so', async () => {
    const first = await start('first');
    const asked = first.post('/accepted', 'it');
    await begun('it');
    await fleet.set('first', 'draining', 'draining');
    opened.open();
    const answer = await asked;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([202, '1']);
    const second = await start('second');
    expect((await second.get(locationOf(answer))).status).toBe(200);
  });

  test('is held and given the result, where the service relays, and the node seals only then', async () => {
    await configure(fleet.store, { leaseSeconds: 5 });
    const first = await start('first');
    const asked = first.post('/relay', 'it');
    await begun('it');
    const generation = await fleet.set('first', 'draining', 'draining');
    opened.open();
    await until(async () => (await fleet.records('first'))[0]?.figures.relayed === 1, {
      everyMs: 100,
    });
    expect(await fleet.records('first')).toMatchObject([
      { state: 'draining', figures: { owned: 0 } },
    ]);
    await start('second', hasty);
    const answer = await asked;
    expect([answer.status, await answer.json()]).toEqual([200, 'it is done']);
    await until(async () => (await fleet.records('first'))[0]?.state === 'sealed');
    expect(await fleet.records('first')).toMatchObject([{ generation, figures: { relayed: 0 } }]);
  });

  test('is relayed for so long and no longer', async () => {
    const first = await start('first', { relaySeconds: 0 });
    const asked = first.post('/relay', 'it');
    await begun('it');
    await fleet.set('first', 'draining', 'draining');
    opened.open();
    const answer = await asked;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([202, '1']);
    await until(async () => (await fleet.records('first'))[0]?.state === 'sealed');
  });

  test('that is relayed is answered before its node ends', async () => {
    const first = await start('first');
    const asked = first.post('/relay', 'it');
    await begun('it');
    const stopped = first.stop();
    opened.open();
    await until(async () => runs.length === 1 && (await fleet.records('first')).length === 1);
    await start('second', hasty);
    const answer = await asked;
    expect([answer.status, await answer.json()]).toEqual([200, 'it is done']);
    await stopped;
  });
});

describe.each(['draining', 'sealed'] as const)('a request that reaches a %s node', (state) => {
  const drained = async (): Promise<TestNode> => {
    const first = await start('first', { ...hasty, relaySeconds: 600 });
    // Keeps it from sealing.
    const busy = state === 'draining' ? first.post('/redirect', 'busy') : undefined;
    if (busy) await begun('busy');
    await fleet.set('first', 'draining', state);
    return first;
  };

  test('is recorded as parked, of no owner and no version, and its caller is sent on', async () => {
    const first = await drained();
    const answer = await first.post('/redirect', 'late');
    expect(answer.status).toBe(303);
    const id = answer.headers.get('execution-id') ?? '';
    expect(await fleet.executions.read(id)).toMatchObject({
      status: 'parked',
      owner: undefined,
      version: undefined,
      input: 'late',
    });
    opened.open();
    const second = await start('second');
    const result = await second.get(locationOf(answer));
    expect([result.status, await result.json()]).toEqual([200, 'late is done']);
    expect(await fleet.records('first')).toMatchObject([{ figures: { resumed: 0 } }]);
  });

  test('is told where to ask later, where it wants no answer or the service says so', async () => {
    const first = await drained();
    expect((await first.post('/redirect', 'late', { prefer: 'respond-async' })).status).toBe(202);
    expect((await first.post('/accepted', 'late')).status).toBe(202);
  });

  test('is relayed, where the service relays', async () => {
    const first = await drained();
    opened.open();
    const asked = first.post('/relay', 'late');
    await start('second', hasty);
    expect(await (await asked).json()).toBe('late is done');
  });

  test('for an execution is sent on from hop to hop, each of another address, and told to wait at last', async () => {
    const first = await drained();
    const answers = await follow(first, await first.post('/redirect', 'late'));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 202]);
    const addresses = answers.map(locationOf);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses.at(-1)).not.toContain('hop');
    expect(answers.at(-1)?.headers.get('retry-after')).toBe('1');
  });

  test('for the result of an execution is answered with it', async () => {
    const second = await start('second');
    opened.open();
    const done = await second.post('/redirect', 'before');
    opened = gate();
    const first = await drained();
    const again = await first.get(`/executions/${done.headers.get('execution-id')}`);
    expect(await again.json()).toBe('before is done');
  });
});

describe('a caller that has to wait for longer than the load balancer waits', () => {
  // A second of real time, and 600 ms for the store to save what is to be found: enough for a busy machine too.
  const patient = { clock: fastClock(5), idleTimeoutSeconds: 10, modePollMs: 5_000 };

  test.each([0, Infinity])(
    'is sent to where its execution then is to be found, saved after %p ms',
    async (checkpointAfter) => {
      const services = [waiting('redirect', checkpointAfter)];
      const node = await start('first', { ...patient, services });
      const answer = await node.post('/redirect', 'it');
      expect(answer.status).toBe(303);
      const held = await node.get(locationOf(answer));
      expect(held.status).toBe(303);
      opened.open();
      let result = await node.get(locationOf(held));
      // Who is held too long once more is sent on once more.
      while (result.status !== 200) result = await node.get(locationOf(result));
      expect(await result.json()).toBe('it is done');
    },
  );

  test('is told to come back after the last hop', async () => {
    const node = await start('first', patient);
    const answers = await follow(node, await node.post('/redirect', 'it'));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 202]);
  });
});

test('who asks for an execution that is set aside is told so at once', async () => {
  const node = await start('first');
  opened.open();
  const done = await node.post('/redirect', 'it', { prefer: 'respond-async' });
  const id = done.headers.get('execution-id') ?? '';
  await until(async () => (await fleet.executions.head(id))?.status === 'finished');
  const record = await fleet.executions.read(id);
  if (!record) throw new Error('It is there');
  await fleet.executions.write(
    { ...record, result: undefined, expires: undefined },
    { kind: 'set-aside', at: 0 },
  );
  const answer = await node.get(`/executions/${id}`);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([202, '1']);
});
