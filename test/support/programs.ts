import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../runtime';
import { gate } from './gate';

/** What a program does on its way: each run of a step is written down. */
export type Log = string[];

/** A handler whose result and steps are the same however often it is moved. */
export interface Program {
  name: string;
  run(ctx: Context, log: Log): Promise<unknown>;
}

class OutOfStock extends Error {
  override readonly name = 'OutOfStock';
  readonly status = 409;
}

const quick = 1;
const slow = 25;

/** A step that takes a while, is written down and gives its name back. */
const take = (ctx: Context, log: Log, name: string, ms = quick): Promise<string> =>
  ctx.step(name, async () => {
    log.push(name);
    await delay(ms);
    return name;
  });

const fail = (ctx: Context, log: Log, name: string, ms = quick): Promise<string> =>
  ctx.step(name, async () => {
    log.push(name);
    await delay(ms);
    throw new OutOfStock(`${name} is out of stock`);
  });

const caught = (error: unknown): string => {
  const { name, message, status } = error as OutOfStock;
  return `${name}: ${message} (${status})`;
};

export const programs: Program[] = [
  {
    name: 'steps one after the other',
    run: async (ctx, log) => {
      const names = [];
      for (const name of ['a', 'b', 'c', 'd']) names.push(await take(ctx, log, name));
      return names;
    },
  },
  {
    name: 'a loop that repeats its names',
    run: async (ctx, log) => {
      let text = '';
      for (let round = 0; round < 3; round++)
        text += (await take(ctx, log, 'again')) + (await take(ctx, log, 'and again'));
      return text;
    },
  },
  {
    name: 'Promise.all over steps',
    run: (ctx, log) =>
      Promise.all([
        take(ctx, log, 'a', slow),
        take(ctx, log, 'b'),
        take(ctx, log, 'c', slow / 2),
      ]).then(async (all) => [...all, await take(ctx, log, 'after')]),
  },
  {
    name: 'Promise.all over branches',
    run: (ctx, log) =>
      Promise.all(
        ['left', 'right'].map((side) =>
          ctx.branch(side, async (branch) => [
            await take(branch, log, 'a', side === 'left' ? slow : quick),
            await take(branch, log, 'b'),
            await take(branch, log, 'c'),
          ]),
        ),
      ),
  },
  {
    name: 'branches in branches, of the same names',
    run: (ctx, log) =>
      ctx.branch('same', (outer) =>
        Promise.all(
          [1, 2].map(() =>
            outer.branch('same', async (inner) => [
              await take(inner, log, 'same'),
              await take(inner, log, 'same'),
            ]),
          ),
        ),
      ),
  },
  {
    name: 'a race of steps',
    run: async (ctx, log) => {
      const loser = take(ctx, log, 'slow', slow);
      const first = await Promise.race([loser, take(ctx, log, 'quick')]);
      return [first, await take(ctx, log, `after ${first}`), await loser];
    },
  },
  {
    name: 'a race of steps that end while another is being saved',
    run: async (ctx, log) => {
      const before = ctx.step('before', () => void log.push('before'));
      const both = [take(ctx, log, 'one', 0), take(ctx, log, 'other', 0)];
      const first = await Promise.race(both);
      await before;
      return [await take(ctx, log, `after ${first}`), ...(await Promise.all(both))];
    },
  },
  {
    name: 'a race that a step wins against a wait',
    run: async (ctx, log) => {
      const first = await Promise.race([
        take(ctx, log, 'work', quick),
        ctx.wait('time-out', 60_000).then(() => 'late'),
      ]);
      return [first, await take(ctx, log, `after ${first}`)];
    },
  },
  {
    name: 'a race that a wait wins against a step',
    run: async (ctx, log) => {
      const late = gate();
      const work = ctx.step('work', async ({ signal }) => {
        log.push('work');
        await Promise.race([late.opened, once(signal, 'abort')]);
        return 'work';
      });
      const timeOut = ctx.wait('time-out', 1).then(() => (late.open(), 'late'));
      const first = await Promise.race([work, timeOut]);
      return [first, await take(ctx, log, `after ${first}`), await work];
    },
  },
  {
    name: 'branches that throw beside one that does not',
    run: async (ctx, log) => {
      const good = ctx.branch('good', async (branch) => [
        await take(branch, log, 'a', slow),
        await take(branch, log, 'b'),
      ]);
      const bad = ctx.branch('bad', async (branch) => {
        await take(branch, log, 'a');
        return fail(branch, log, 'b');
      });
      const why = await Promise.all([good, bad]).catch(caught);
      return [why, await take(ctx, log, 'make good'), await good];
    },
  },
  {
    name: 'steps that fail and are tried again',
    run: async (ctx, log) => {
      const tried: string[] = [];
      for (let attempt = 1; attempt <= 3; attempt++)
        try {
          tried.push(await (attempt < 3 ? fail(ctx, log, 'try') : take(ctx, log, 'try')));
        } catch (error) {
          tried.push(caught(error));
        }
      return tried;
    },
  },
  {
    name: 'Promise.allSettled and Promise.any',
    run: async (ctx, log) => {
      const settled = await Promise.allSettled([fail(ctx, log, 'a', slow), take(ctx, log, 'b')]);
      const any = await Promise.any([fail(ctx, log, 'c'), take(ctx, log, 'd', slow)]);
      return [settled.map(({ status }) => status), any];
    },
  },
  {
    name: 'waits, one after the other and side by side',
    run: async (ctx, log) => {
      await ctx.wait('first', 5);
      await take(ctx, log, 'a');
      await Promise.all([ctx.wait('short', 1), ctx.wait('long', 10), take(ctx, log, 'b')]);
      return take(ctx, log, 'c');
    },
  },
  {
    name: 'a step begun early and awaited late',
    run: async (ctx, log) => {
      const early = fail(ctx, log, 'early');
      const between = await take(ctx, log, 'between', slow);
      return [between, await early.catch(caught)];
    },
  },
  {
    name: 'an end by a thrown error',
    run: async (ctx, log) => {
      await take(ctx, log, 'a');
      return fail(ctx, log, 'b');
    },
  },
];
