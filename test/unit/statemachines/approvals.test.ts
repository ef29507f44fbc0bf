/** Where an upgrade waits for somebody's word, and where it goes by what it is told. */
import { failWith, succeed } from '../local/stepfunctions/running';
import { type Answer, request, upgrade } from './upgrade-story';

const approving = (approval: string, more: object = {}) =>
  succeed({ ...request, options: { approval, approvalTimeoutSeconds: 60, ...more } });
const RecordApproval = succeed({ by: 'ada' });

const approves: Answer = ({ token }, { SendTaskSuccess }) => {
  SendTaskSuccess({ taskToken: token as string, output: '{"by":"ada"}' });
  return succeed({});
};

test.each([
  ['beforeEach', ['a', 'b']],
  ['afterFirst', ['b']],
])('with an approval %s an upgrade waits for a word before %j', async (approval, expected) => {
  const ValidateUpdate = approving(approval);
  const { status, story, payloads } = await upgrade({
    ValidateUpdate,
    AskForApproval: approves,
    RecordApproval,
  });
  expect(status).toBe('SUCCEEDED');
  const asked = payloads('AskForApproval').map(({ instance }) => instance);
  expect(asked).toMatchObject(expected.map((name) => ({ name })));
  expect(payloads('RecordApproval').map(({ answer }) => answer)).toEqual(
    expected.map(() => ({ by: 'ada' })),
  );
  const after = story.flatMap((name, n) => (name === 'RecordApproval' ? [story[n + 1]] : []));
  expect(after).toEqual(expected.map(() => 'ScaleOutTheOthers'));
});

test('with an approval afterFirst a word is asked for before the next one that is updated, and once', async () => {
  const { status, payloads } = await upgrade({
    ValidateUpdate: approving('afterFirst'),
    PlanUpgrade: succeed({
      instances: ['a', 'b', 'c', 'd'].map((name) => ({ name, update: name !== 'b' })),
    }),
    AskForApproval: approves,
    RecordApproval,
  });
  expect(status).toBe('SUCCEEDED');
  expect(payloads('AskForApproval').map(({ instance }) => instance)).toMatchObject([{ name: 'c' }]);
});

const refusing =
  (cause: string): Answer =>
  ({ token }, { SendTaskFailure }) => {
    SendTaskFailure({ taskToken: token as string, error: 'ApprovalRefused', cause });
    return succeed({});
  };

test.each([
  ['refuses', refusing('by eve'), 'ApprovalRefused', 'by eve'],
  [
    'refuses in words that look like a Lambda’s',
    refusing('by eve: the log says "errorMessage"'),
    'ApprovalRefused',
    'by eve: the log says "errorMessage"',
  ],
  [
    'does not come',
    succeed({}),
    'ApprovalTimedOut',
    'Nobody approved of going on with instance b within 60 s.',
  ],
])(
  'where somebody %s, it fails with what is to be known, and goes back without asking',
  async (_, AskForApproval, error, cause) => {
    const { status, story, ...told } = await upgrade({
      ValidateUpdate: approving('afterFirst', { onFailure: 'rollBack' }),
      AskForApproval,
      PlanRollBack: succeed({
        instances: [
          { name: 'a', update: true },
          { name: 'b', update: true },
        ],
      }),
    });
    expect({ status, error: told.error, cause: told.cause?.split('\n')[0] }).toEqual({
      status: 'FAILED',
      error,
      cause,
    });
    expect(story.filter((name) => name === 'AskForApproval')).toHaveLength(1);
    expect(story.indexOf('PlanRollBack')).toBeGreaterThan(story.indexOf('AskForApproval'));
  },
);

test('what cannot be asked for is a failure like any other', async () => {
  const { error } = await upgrade({
    ValidateUpdate: approving('afterFirst'),
    AskForApproval: failWith('LockLost'),
  });
  expect(error).toBe('LockLost');
});
