/** At which points of an upgrade hooks are asked, and where it goes when one fails. */
import { failWith, succeed } from '../local/stepfunctions/running';
import { type Answer, inTurn, request, upgrade } from './upgrade-story';

const ALL = ['beforeUpgrade', 'smokeTest', 'afterInstance', 'afterUpgrade', 'onRollBack'];
const validated = (hooks: string[], more: object = {}) => succeed({ ...request, hooks, ...more });
const RunHook = succeed({ done: true, waitSeconds: 0 });

/** What was asked, in order; between them the instances that were given their requests back. */
const points = (calls: Awaited<ReturnType<typeof upgrade>>['calls']) =>
  calls.flatMap(({ name, payload }) => {
    const { name: instance } = Object(payload.instance) as { name?: string };
    if (name === 'RunHook') return [`${payload.hook as string}${instance ? ` ${instance}` : ''}`];
    return name === 'ReturnRequests' ? [`(${instance})`] : [];
  });

test('an upgrade asks before the first change, after each instance and after the last one', async () => {
  const { status, calls, story } = await upgrade({ ValidateUpdate: validated(ALL), RunHook });
  expect(status).toBe('SUCCEEDED');
  expect(points(calls)).toEqual([
    'beforeUpgrade',
    'smokeTest a',
    '(a)',
    'afterInstance a',
    'smokeTest b',
    '(b)',
    'afterInstance b',
    'afterUpgrade',
  ]);
  expect(story.indexOf('RunHook')).toBeLessThan(story.indexOf('SuspendScaling'));
  expect(story.lastIndexOf('RunHook')).toBe(story.indexOf('RecordRelease') - 1);
});

test('a cluster without hooks asks none, and one that has some asks these', async () => {
  expect((await upgrade({ ValidateUpdate: validated([]) })).story).not.toContain('RunHook');
  const { calls } = await upgrade({ ValidateUpdate: validated(['afterUpgrade']), RunHook });
  expect(points(calls)).toEqual(['(a)', '(b)', 'afterUpgrade']);
});

test('an instance that is only given its requests back is asked after too: it may be left from an upgrade that was stopped', async () => {
  const { calls } = await upgrade({
    ValidateUpdate: validated(['afterInstance']),
    PlanUpgrade: succeed({
      instances: [
        { name: 'a', update: false },
        { name: 'b', update: true },
      ],
    }),
    RunHook,
  });
  expect(points(calls)).toEqual(['(a)', 'afterInstance a', '(b)', 'afterInstance b']);
});

test('an instance that serves already when it is to be opened is not tested', async () => {
  const { calls } = await upgrade({
    ValidateUpdate: validated(['smokeTest']),
    OpenForTesting: inTurn(
      succeed({ done: true, open: false, waitSeconds: 0 }),
      succeed({ done: false, open: false, waitSeconds: 1 }),
      succeed({ done: true, open: true, waitSeconds: 0 }),
    ),
    RunHook,
  });
  expect(points(calls)).toEqual(['(a)', 'smokeTest b', '(b)']);
});

test('a hook that is not done is asked again after a wait, with what it was told before', async () => {
  const { status, payloads, waits } = await upgrade({
    ValidateUpdate: validated(['beforeUpgrade']),
    RunHook: inTurn(
      succeed({ done: false, waited: 0, waitSeconds: 1 }),
      succeed({ done: false, waited: 1, waitSeconds: 2 }),
      succeed({ done: true, waited: 3, waitSeconds: 0 }),
    ),
  });
  expect(status).toBe('SUCCEEDED');
  expect(waits).toEqual(['Wait for the hook', 'Wait for the hook']);
  expect(payloads('RunHook').map(({ progress }) => progress)).toMatchObject([
    {},
    { waited: 0, waitSeconds: 1 },
    { waited: 1, waitSeconds: 2 },
  ]);
});

const PlanRollBack = succeed({
  instances: [
    { name: 'a', update: true },
    { name: 'b', update: false },
  ],
});
const failsAt =
  (point: string): Answer =>
  ({ hook }) =>
    hook === point ? failWith('HookFailed') : RunHook;

test.each([
  ['beforeUpgrade', ['beforeUpgrade', '(a)', '(b)', 'onRollBack']],
  ['smokeTest', ['beforeUpgrade', 'smokeTest a', '(a)', '(b)', 'onRollBack']],
  [
    'afterInstance',
    ['beforeUpgrade', 'smokeTest a', '(a)', 'afterInstance a', '(a)', '(b)', 'onRollBack'],
  ],
])(
  'where %s fails it goes back, asks nothing on the way, and then what is to be asked of a roll back',
  async (point, expected) => {
    const { error, cause, calls } = await upgrade({
      ValidateUpdate: validated(ALL, { options: { onFailure: 'rollBack' } }),
      RunHook: failsAt(point),
      PlanRollBack,
    });
    expect({ error, rolledBack: cause?.includes('Rolled back') }).toEqual({
      error: 'HookFailed',
      rolledBack: true,
    });
    expect(points(calls)).toEqual(expected);
  },
);

test('where the one on roll back fails too, all that is sound serves, and both are told', async () => {
  const { error, cause, story } = await upgrade({
    ValidateUpdate: validated(ALL, { options: { onFailure: 'rollBack' } }),
    RunHook: ({ hook }) =>
      hook === 'afterUpgrade' || hook === 'onRollBack' ? failWith('HookFailed') : RunHook,
    PlanRollBack,
  });
  expect(error).toBe('HookFailed');
  expect(cause).toMatch(/\nThe roll back failed too: HookFailed: ./);
  expect(story.at(-3)).toBe('RestoreServing');
});

test('a roll back that was asked for asks only what is to be asked of one', async () => {
  const { status, calls } = await upgrade({
    ValidateUpdate: validated(ALL, { update: {}, rollBack: true }),
    RunHook,
  });
  expect(status).toBe('SUCCEEDED');
  expect(points(calls)).toEqual(['(a)', '(b)', 'onRollBack']);
});

const rollBackAskedFor = validated(ALL, {
  update: {},
  rollBack: true,
  options: { onFailure: 'rollBack' },
});

test('where the hook of a roll back that was asked for fails, it stays at what was gone back to', async () => {
  const { error, story } = await upgrade({
    ValidateUpdate: rollBackAskedFor,
    RunHook: failWith('HookFailed'),
    PlanRollBack,
  });
  expect(error).toBe('HookFailed');
  expect(story).not.toContain('PlanRollBack');
  expect(story.at(-3)).toBe('RestoreServing');
});

test('where a roll back that was asked for fails otherwise, and goes to where it came from, nothing is asked', async () => {
  const { error, calls } = await upgrade({
    ValidateUpdate: rollBackAskedFor,
    AwaitRollout: inTurn(failWith('RolloutFailed'), succeed({ done: true, waitSeconds: 0 })),
    RunHook,
    PlanRollBack,
  });
  expect(error).toBe('RolloutFailed');
  expect(points(calls).filter((point) => !point.startsWith('('))).toEqual([]);
});
