/** When what is half done is rehearsed, and what follows. */
import type { Json } from '../../../core/json';
import { failWith, succeed } from '../local/stepfunctions/running';
import { done, inTurn, type Answer, request, upgrade } from './upgrade-story';

const plan = (...updates: boolean[]) =>
  succeed({ instances: updates.map((update, place) => ({ name: `i${place}`, update })) });

const rehearsedOn = async (but: Record<string, Answer>): Promise<Json[]> => {
  const { payloads } = await upgrade(but);
  return payloads('Rehearse').map(({ instance }) => (instance as { name: string }).name);
};

it.each([
  ['on the first of two', plan(true, true), ['i0']],
  ['on each of three but the last', plan(true, true, true), ['i0', 'i1']],
  ['on one that an upgrade before has updated', plan(false, true), ['i0']],
  ['on none where nothing is updated after it', plan(true, false), []],
])('is rehearsed %s', async (_, PlanUpgrade, instances) => {
  expect(await rehearsedOn({ PlanUpgrade })).toEqual(instances);
});

it('is not rehearsed where the update says so', async () => {
  const ValidateUpdate = succeed({ ...request, options: { rehearse: false } });
  expect(await rehearsedOn({ ValidateUpdate })).toEqual([]);
});

it('comes before the smoke test, and before requests return', async () => {
  const ValidateUpdate = succeed({ ...request, hooks: ['smokeTest'] });
  const { story } = await upgrade({ ValidateUpdate, RunHook: done });
  const first = story.slice(story.indexOf('AwaitRollout'), story.indexOf('ReturnRequests'));
  expect(first).toEqual(['AwaitRollout', 'Rehearse', 'OpenForTesting', 'RunHook']);
});

it('looks again with what it has seen, until it is done', async () => {
  const again = succeed({ done: false, waitSeconds: 1, part: 'prepare' });
  const { payloads, waits } = await upgrade({ Rehearse: inTurn(again, done) });
  expect(payloads('Rehearse').map(({ progress }) => progress)).toMatchObject([
    {},
    { part: 'prepare' },
  ]);
  expect(waits).toEqual(['Wait for the rehearsal']);
});

it('goes back when it fails, by the name of what failed, with no request returned, and rehearses nothing then', async () => {
  const { status, error, story } = await upgrade({
    ValidateUpdate: succeed({ ...request, options: { onFailure: 'rollBack' } }),
    Rehearse: failWith('RehearsalFailed'),
    PlanRollBack: plan(true, true),
  });
  expect([status, error]).toEqual(['FAILED', 'RehearsalFailed']);
  const before = story.slice(0, story.indexOf('PlanRollBack'));
  expect(before).not.toContain('ReturnRequests');
  expect(story.slice(before.length)).not.toContain('Rehearse');
});
