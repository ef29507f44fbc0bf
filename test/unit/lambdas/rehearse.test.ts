import type { ClusterConfiguration } from '../../../core/cluster';
import type { NodeRecord } from '../../../core/node';
import type { RehearsalPart, RehearsedShare } from '../../../core/rehearsal';
import { parseUpdate } from '../../../core/update';
import { rehearse } from '../../../lambdas/rehearse';
import type { Stores } from '../../../lambdas/stores';
import { census, nodeRecord } from '../core/instance';

// How the rehearsal of instance a is led, look by look, with nodes that come, answer and end at given seconds.

const cluster: ClusterConfiguration = {
  name: 'shop',
  application: 'app',
  forwards: [],
  instances: ['a', 'b'].map((name) => ({
    name,
    targetGroupArn: 'arn:group',
    fleet: { kind: 'ecs' as const, cluster: 'shop', service: name },
  })),
  propagationSeconds: 1,
  leaseSeconds: 20,
  lambdaTimeoutSeconds: 60,
};
const update = { app: 'ami-0123456789abcdef0' };
const instance = { name: 'a', update: true, from: { app: 'ami-1' }, to: update, why: 'it is old' };

type Asked = Partial<Record<string, RehearsalPart>>;
interface Course {
  /** Of the instance that rehearses, at a second. */
  there: (second: number, asked: Asked) => NodeRecord[];
  /** Whether the other one has prepared what it was asked for by then; else it never has. */
  prepares?: boolean;
  options?: object;
  rollBack?: boolean;
  share?: RehearsedShare;
}

/** Looks until it is done; the seconds of the looks, and what was asked of whom at which. */
async function rehearsalOf({
  there,
  prepares = true,
  options = {},
  rollBack = false,
  share,
}: Course) {
  const asked: Asked = {};
  const looks: number[] = [];
  const parts: string[] = [];
  const stores = {
    modes: {
      read: () => Promise.resolve({ mode: 'draining', generation: 1 }),
      rehearse: (_: string, name: string, part: RehearsalPart) => {
        asked[name] = part;
        parts.push(`${looks.at(-1)}: ${name} ${part.part} ${part.slots.join()}`);
        return Promise.resolve();
      },
    },
    rehearsals: { shares: () => Promise.resolve([share ?? { forecasts: [], left: 0 }]) },
    audit: { rehearsal: () => Promise.resolve() },
  } as unknown as Stores;
  const censusOf = (name: string) => {
    const prepared = prepares ? (asked.b?.id ?? '') : '';
    const records = name === 'b' ? [node('b1', prepared)] : there(looks.at(-1) ?? 0, asked);
    return Promise.resolve(census(records));
  };
  const look = (progress: Partial<Awaited<ReturnType<typeof rehearse>>>) =>
    rehearse({
      event: {
        ...parseUpdate({ cluster: 'shop', ...(rollBack ? { rollBack } : { update }), options }),
        execution: 'arn:it',
        generation: 1,
        instance,
        progress,
      },
      cluster,
      stores,
      lock: { generation: 1, prove: () => Promise.resolve() },
      censusOf,
    });
  let progress: Parameters<typeof look>[0] = {};
  const ended = async () => {
    while (!progress.done) {
      if (looks.length > 100) throw new Error('It goes on for ever.');
      looks.push((progress.waited ?? 0) + (progress.waitSeconds ?? 0));
      progress = await look(progress);
    }
    return progress;
  };
  const outcome = await ended().catch((error: Error) => error);
  return { outcome, looks, parts };
}

const node = (slot: string, rehearsed?: string) =>
  nodeRecord(slot, { rehearsed, ...(slot === 'b1' ? {} : { state: 'sealed' }) });
/** Has done what it was asked for. */
const answering = (slot: string, { a }: Asked) => node(slot, a?.id ?? '');
const old = () => [node('a1')];
const failure = (message: RegExp) => ({
  name: 'RehearsalFailed',
  message: expect.stringMatching(message) as string,
});

test('it is done when the nodes that rehearse have answered', async () => {
  const { outcome, parts } = await rehearsalOf({ there: (_, asked) => [answering('a1', asked)] });
  expect(outcome).toMatchObject({ done: true, tries: 1, forecast: { rehearsed: 0 } });
  expect(parts).toEqual(['0: b prepare b1', '1: a rehearse a1']);
});

test('a runtime from before there were rehearsals does not rehearse, and goes on', async () => {
  const { outcome } = await rehearsalOf({ there: old });
  expect(outcome).toMatchObject({ done: true, part: 'none' });
});

test.each([{ requireMovable: 'all' }, { mayStay: ['orders'] }])(
  'it does not go on where %j says what a rehearsal is to find',
  async (options) => {
    const { outcome } = await rehearsalOf({ there: old, options });
    expect(outcome).toMatchObject(failure(/runtime of instance a is from before/));
  },
);

test('a release that ends its only node in a replay fails when no other comes', async () => {
  const { outcome, looks } = await rehearsalOf({
    there: (_, { a }) => (a ? [] : [node('a1', '')]),
  });
  expect(outcome).toMatchObject(failure(/ended before they had rehearsed it, and no other came/));
  expect(looks.at(-1)).toBe(150);
});

test('one that ends each node that comes fails after three tries', async () => {
  const ends = (_: number, { a }: Asked) => {
    const next = a ? Number(a.id.split('.').at(-1)) + 1 : 1;
    return [node(`a${next}`, '')];
  };
  const { outcome, parts } = await rehearsalOf({ there: ends });
  expect(outcome).toMatchObject(failure(/ended before they had rehearsed it, 3 times/));
  expect(parts.filter((part) => part.includes('a rehearse'))).toHaveLength(3);
});

test('a node that comes in place of one that has ended is waited for, and rehearses', async () => {
  const { outcome } = await rehearsalOf({
    there: (second, asked) => {
      if (second < 2) return [node('a1', '')];
      return second < 60 ? [] : [answering('a2', asked)];
    },
  });
  expect(outcome).toMatchObject({ done: true, tries: 2, slots: ['a2'] });
});

test('after a loss as long is given to prepare as before it', async () => {
  const { parts } = await rehearsalOf({
    prepares: false,
    there: (second, asked) => (second < 20 ? [node('a1', '')] : [answering('a2', asked)]),
  });
  expect(parts).toEqual([
    '0: b prepare b1',
    '15: a rehearse a1',
    '25: b prepare b1',
    '40: a rehearse a2',
  ]);
});

test('it is looked at once more when the time is over, and not after it', async () => {
  const late = await rehearsalOf({
    there: (second, asked) => [second < 150 ? node('a1', '') : answering('a1', asked)],
  });
  expect(late.outcome).toMatchObject({ done: true });
  const never = await rehearsalOf({ there: () => [node('a1', '')] });
  expect(never.outcome).toMatchObject(
    failure(/not every node of instance a answered within 150 s/),
  );
  expect(never.looks.at(-1)).toBe(150);
});

test.each([
  ['end', () => [], /ended before they had rehearsed it/],
  ['do not answer', () => [node('a1', '')], /not every node of instance a answered/],
])(
  'who goes back is not kept by nodes that %s, but where they have asked for it',
  async (_, then, why) => {
    const there = (second: number) => (second < 2 ? [node('a1', '')] : then());
    const { outcome } = await rehearsalOf({ there, rollBack: true });
    expect(outcome).toMatchObject({
      done: true,
      part: 'none',
      why: expect.stringMatching(why) as string,
    });
    const asked = await rehearsalOf({ there, rollBack: true, options: { mayStay: ['orders'] } });
    expect(asked.outcome).toMatchObject(failure(why));
  },
);

test('where nothing was come to, that is what is said', async () => {
  const { outcome } = await rehearsalOf({
    there: (_, asked) => [answering('a1', asked)],
    options: { requireMovable: 'all' },
    share: { forecasts: [], left: 7 },
  });
  expect(outcome).toMatchObject(failure(/is not known\. .*7 executions were not come to/));
});
