/** Which way an upgrade goes, told by the states that its history names, with Lambdas that answer as told. */
import { failWith, succeed } from '../local/stepfunctions/running';
import { beginning, done, end, inTurn, ofOne, rehearsed, request, upgrade } from './upgrade-story';

describe('an upgrade that goes well', () => {
  it('takes one instance after the other', async () => {
    const { status, story, payloads } = await upgrade();
    expect(status).toBe('SUCCEEDED');
    expect(story).toEqual([...beginning, ...rehearsed, ...ofOne, ...end]);
    expect(payloads('Drain').map(({ instance }) => instance)).toMatchObject([
      { name: 'a' },
      { name: 'b' },
    ]);
    expect(payloads('ReleaseLock')).toMatchObject([{ succeeded: true, generation: 7 }]);
  });

  it('tells every Lambda what is upgraded, by whom, and under which lock', async () => {
    const { calls } = await upgrade();
    for (const { payload } of calls.slice(2))
      expect(payload).toMatchObject({
        ...request,
        generation: 7,
        execution: expect.stringContaining(':execution:') as string,
      });
  });

  it('only gives an instance its requests back that runs the release already', async () => {
    const PlanUpgrade = succeed({ instances: [{ name: 'a', update: false }] });
    const { story } = await upgrade({ PlanUpgrade });
    expect(story).toEqual([...beginning, 'AwaitRollout', 'ReturnRequests', ...end]);
  });

  it('waits one Lambda time-out before it plans, after a lock was taken over', async () => {
    const AcquireLock = succeed({ generation: 8, takenOver: true, waitSeconds: 62 });
    expect((await upgrade({ AcquireLock })).waits).toEqual(['Wait for the former upgrade']);
    expect((await upgrade()).waits).toEqual([]);
  });

  it('waits its turn while another upgrade runs, and is validated again before it takes the lock', async () => {
    const held = (waited: number) => succeed({ lock: 'held', waited, waitSeconds: 1 });
    const AcquireLock = inTurn(
      held(0),
      held(1),
      succeed({ lock: 'free', waited: 2, waitSeconds: 0 }),
      held(2),
      succeed({ lock: 'acquired', generation: 7, takenOver: false, waitSeconds: 0 }),
    );
    const { status, story, waits, payloads } = await upgrade({ AcquireLock });
    expect(status).toBe('SUCCEEDED');
    const [validate, acquire] = ['ValidateUpdate', 'AcquireLock'];
    const expected = [validate, acquire, acquire, acquire, validate, acquire, acquire];
    expect(story.slice(0, 8)).toEqual([...expected, 'PlanUpgrade']);
    expect(waits).toEqual(Array.from({ length: 3 }, () => 'Wait for the other upgrade'));
    expect(payloads('ValidateUpdate')).toEqual([request, request]);
    expect(payloads('AcquireLock').map(({ progress }) => progress)).toMatchObject([
      {},
      { lock: 'held', waited: 0 },
      { lock: 'held', waited: 1 },
      { lock: 'free', waited: 2 },
      { lock: 'held', waited: 2 },
    ]);
  });

  it('is refused like any other when what it waited for has left the cluster unfit for it', async () => {
    const { status, error, story } = await upgrade({
      ValidateUpdate: inTurn(succeed(request), failWith('ClusterNotReady')),
      AcquireLock: inTurn(
        succeed({ lock: 'held', waited: 0, waitSeconds: 1 }),
        succeed({ lock: 'free', waited: 1, waitSeconds: 0 }),
      ),
    });
    expect([status, error]).toEqual(['FAILED', 'ClusterNotReady']);
    expect(story).toEqual(['ValidateUpdate', 'AcquireLock', 'AcquireLock', 'ValidateUpdate']);
  });

  it('hands each look what the look before it returned, and nothing of another state', async () => {
    const again = succeed({ done: false, waitSeconds: 1, waited: 3, sightings: { t: 1 } });
    const AwaitHandover = inTurn(again, done, again, done);
    const { payloads, waits } = await upgrade({ AwaitHandover });
    expect(payloads('AwaitHandover').map(({ progress }) => progress)).toMatchObject([
      {},
      { waited: 3, sightings: { t: 1 } },
      {},
      { waited: 3, sightings: { t: 1 } },
    ]);
    expect(payloads('AwaitRollout').map(({ progress }) => progress)).toEqual([{}, {}]);
    expect(waits).toEqual(['Wait for the handover', 'Wait for the handover']);
  });

  it('awaits the handover again when the proof did not hold until the change', async () => {
    const ApplyUpdate = inTurn(succeed({ done: false, waitSeconds: 1 }), done);
    const AwaitHandover = succeed({ done: true, waitSeconds: 0, waited: 5 });
    const { story, payloads } = await upgrade({ ApplyUpdate, AwaitHandover });
    expect(story.slice(7, 11)).toEqual([
      'AwaitHandover',
      'ApplyUpdate',
      'AwaitHandover',
      'ApplyUpdate',
    ]);
    expect(payloads('AwaitHandover')[1]?.progress).toMatchObject({ waited: 5, waitSeconds: 1 });
  });

  it('awaits the rollout of what was applied, and of nothing in particular where nothing was', async () => {
    const ApplyUpdate = succeed({ done: true, waitSeconds: 0, definition: 'shop:2' });
    const PlanUpgrade = succeed({
      instances: [
        { name: 'a', update: true },
        { name: 'b', update: false },
      ],
    });
    const { payloads } = await upgrade({ ApplyUpdate, PlanUpgrade });
    const progress = payloads('AwaitRollout').map((payload) => payload.progress);
    expect(progress).toEqual([{ expected: 'shop:2' }, {}]);
  });

  it('says at its end what was done without proof, and that nothing was where there was proof', async () => {
    const assumed = {
      instance: 'a',
      tasks: 2,
      requestSeconds: 30,
      meaning: 'They were not moved.',
    };
    const ApplyUpdate = inTurn(
      succeed({ done: false, waitSeconds: 1, definition: 'shop:1' }),
      succeed({ done: true, waitSeconds: 0, definition: 'shop:2', withoutProof: assumed }),
      done,
    );
    expect((await upgrade({ ApplyUpdate })).output).toMatchObject({ withoutProof: [assumed] });
    expect((await upgrade()).output).toMatchObject({ withoutProof: [] });
  });

  it('tells Apply update again of what Await handover has not had proved', async () => {
    const withoutProof = { instance: 'a', tasks: 1 };
    const AwaitHandover = succeed({ done: true, waitSeconds: 0, waited: 31, withoutProof });
    const { payloads } = await upgrade({ AwaitHandover });
    expect(payloads('ApplyUpdate')[0]?.progress).toMatchObject({ waited: 31, withoutProof });
  });

  it('tries a Lambda again that did not answer', async () => {
    const Drain = inTurn(failWith('Sandbox.Timedout'), failWith('PlatformUnavailable'), done);
    const { status, payloads } = await upgrade({ Drain });
    expect(status).toBe('SUCCEEDED');
    expect(payloads('Drain')).toHaveLength(4);
  });
});

describe('an upgrade that is refused', () => {
  it.each(['ValidateUpdate', 'AcquireLock'])('by %s touches nothing', async (name) => {
    const result = await upgrade({ [name]: failWith('UpgradeInProgress', 'It runs already.') });
    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'UpgradeInProgress',
      cause: 'It runs already.',
    });
    expect(result.story.at(-1)).toBe(name);
  });
});

describe('an upgrade that fails', () => {
  const states = [...beginning.slice(2), ...ofOne, ...end.slice(0, 2)];

  it.each(states)('in %s restores serving, frees the lock, and says why', async (name) => {
    const result = await upgrade({ [name]: failWith('RolloutFailed', 'The rollout failed: no.') });
    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'RolloutFailed',
      cause: 'The rollout failed: no.',
    });
    expect(result.story.slice(-3)).toEqual(['RestoreServing', 'ResumeScaling', 'ReleaseLock']);
    expect(result.payloads('ReleaseLock')).toMatchObject([{ succeeded: false }]);
  });

  it('says in further lines what could not be restored', async () => {
    const { cause } = await upgrade({
      ApplyUpdate: failWith('RolloutFailed', 'The rollout failed: no.'),
      RestoreServing: inTurn(
        succeed({ done: false, waitSeconds: 1, problems: ['not yet'] }),
        succeed({ done: true, waitSeconds: 0, problems: ['a was left.', 'b was left.'] }),
      ),
    });
    expect(cause).toBe('The rollout failed: no.\na was left.\nb was left.');
  });

  it('keeps its own error when restoring and releasing fail too', async () => {
    const { error, cause } = await upgrade({
      AwaitHandover: failWith('HandoverTimedOut', 'It was not vacated.'),
      RestoreServing: failWith('LockLost'),
      ReleaseLock: failWith('StoreUnavailable'),
    });
    expect(error).toBe('HandoverTimedOut');
    expect(cause).toBe('It was not vacated.\nRestoring did not succeed: LockLost.');
  });

  it('is not a success when scaling could not be resumed, and says so beside its own error', async () => {
    const ResumeScaling = failWith('PlatformUnavailable', 'AWS did not answer.');
    const alone = await upgrade({ ResumeScaling });
    expect([alone.status, alone.error]).toEqual(['FAILED', 'PlatformUnavailable']);
    expect(alone.payloads('ReleaseLock')).toMatchObject([{ succeeded: false }]);
    const after = await upgrade({
      ResumeScaling,
      Drain: failWith('RolloutFailed', 'No.'),
      RestoreServing: succeed({ done: true, waitSeconds: 0, problems: ['a was left.'] }),
    });
    expect(after.error).toBe('RolloutFailed');
    expect(after.cause).toBe('No.\na was left.\nScaling was not resumed: PlatformUnavailable.');
  });

  it('is not a success when only the lock could not be released', async () => {
    const { status, error } = await upgrade({ ReleaseLock: failWith('LockLost', 'Lost.') });
    expect([status, error]).toEqual(['FAILED', 'LockLost']);
  });

  it('is readable when a task was cut off without a word', async () => {
    const { error, cause } = await upgrade({ Drain: failWith('Lambda.Unknown', 'Cut off.') });
    expect([error, cause]).toEqual(['Lambda.Unknown', 'Cut off.']);
  });
});
