import { type Service, service } from '../../../runtime';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import type { TestNode } from '../../support/node';
import { until } from '../../support/until';

// What an update's gates go by: how executions have ended on a node, those that others had begun apart.

let fleet: Fleet;
let opened: Gate;

beforeEach(async () => {
  opened = gate();
  fleet = await startFleet();
});
afterEach(async () => {
  opened.open();
  await fleet.close();
});

class Refused extends Error {
  readonly status = 409;
}

/** Ends as its input says, once it is opened, after a step that a node which drains does not begin any more. */
const ends = (second: 'second' | 'another'): Service =>
  service({
    name: 'ends',
    version: second === 'second' ? '1' : '2',
    reads: second === 'second' ? [] : ['1'],
    handler: async (ctx, input) => {
      await ctx.step('first', () => null);
      await ctx.step(second, () => opened.opened);
      await ctx.step('third', () => null);
      if (input === 'fails') throw new Error('It fails');
      if (input === 'refuses') throw new Refused('It refuses');
      return input;
    },
  });

const begin = async (node: TestNode, input: string) => {
  const answer = await node.post('/ends', input, { prefer: 'respond-async' });
  const id = answer.headers.get('execution-id') ?? 'none';
  await until(async () => ((await fleet.executions.read(id))?.outcomes.length ?? 0) > 0);
  return id;
};
const finished = (ids: string[]) =>
  Promise.all(
    ids.map((id) => until(async () => (await fleet.executions.head(id))?.status === 'finished')),
  );
/** A node reports again when it is told something. */
const figuresOf = async (instance: string) => {
  await fleet.set(instance, 'serving');
  return (await fleet.records(instance))[0]?.figures;
};

test('a node counts what failed, and what was moved to it apart; what a service refuses is no failure', async () => {
  const first = await fleet.start({ instance: 'first', services: [ends('second')] });
  const moved = await Promise.all(['fails', 'refuses', 'works'].map((how) => begin(first, how)));
  const second = await fleet.start({ instance: 'second', services: [ends('second')] });
  const begun = await Promise.all(['fails', 'fails', 'works'].map((how) => begin(second, how)));
  await fleet.set('first', 'draining', 'draining');
  // It only records what comes now.
  const recorded = await begin(first, 'fails');
  opened.open();
  await finished([...moved, ...begun, recorded]);
  expect(await figuresOf('second')).toMatchObject({
    finished: 7,
    failed: 4,
    movedFinished: 3,
    movedFailed: 1,
    failedHandovers: 0,
  });
});

test('a node counts what was handed over to it and diverges there', async () => {
  const first = await fleet.start({ instance: 'first', services: [ends('second')] });
  const left = await begin(first, 'works');
  await fleet.start({ instance: 'second', services: [ends('another')] });
  await fleet.set('first', 'draining', 'draining');
  expect((await fleet.executions.read(left))?.outcomes).toHaveLength(1);
  opened.open();
  // Its second step was recorded under another name.
  await until(async () => (await fleet.executions.head(left))?.excluded.includes('2'));
  expect(await figuresOf('second')).toMatchObject({ failedHandovers: 1, movedFinished: 0 });
});
