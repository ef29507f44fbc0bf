/** The state machine file, run with the longest waits that an update may ask for, against what AWS allows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unsealedEnds } from '../../../core/handover';
import { hookPoints } from '../../../core/hook';
import type { Json } from '../../../core/json';
import { sight } from '../../../core/sightings';
import { LAST_STEPS_SECONDS, LONGEST_STAY_SECONDS } from '../../../core/staying';
import { parseUpdate } from '../../../core/update';
import { nextWait, secondsWaited } from '../../../core/waiting';
import { OPENS_WITHIN_SECONDS } from '../../../lambdas/open-for-testing';
import {
  MOST_TRIES,
  nextLook,
  PREPARED_WITHIN_SECONDS,
  REHEARSED_WITHIN_SECONDS,
} from '../../../lambdas/rehearse';
import { LONGEST_BLIND_BAKE_SECONDS } from '../../../lambdas/return-requests';
import { SOONEST_HOOK_LOOK_SECONDS } from '../../../lambdas/run-hook';
import { SOONEST_LOOK_SECONDS } from '../../../lambdas/scale-out-the-others';
import { census, nodeRecord } from '../core/instance';
import { eventTypes, failWith, run, succeed } from '../local/stepfunctions/running';

const text = readFileSync(join(__dirname, '../../../statemachines/upgrade.asl.json'), 'utf8');
const { States } = JSON.parse(text.replaceAll(/\$\{(\w+)\}/g, '$1')) as {
  States: Record<string, unknown>;
};

const IMAGE = `123456789012.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:${'0'.repeat(64)}`;
const longest = parseUpdate({
  cluster: 'shop',
  update: { orders: IMAGE },
  options: {
    handoverTimeoutSeconds: 259_200,
    rolloutTimeoutSeconds: 3_600,
    shiftSteps: 10,
    firstSharePercent: 10,
    bakeSeconds: 3_600,
    onBusy: 'wait',
    busyTimeoutSeconds: 86_400,
    approval: 'beforeEach',
    approvalTimeoutSeconds: 604_800,
    staying: { seconds: 259_200, then: 'fail' },
  },
});
const { options } = longest;
/** A hook may take as long as its cluster may say. */
const LONGEST_HOOK_SECONDS = 1_800;

interface Progress {
  waited?: number;
  waitSeconds?: number;
}

/** Looks again and again until so much has been waited, from `since` on. */
const waiting =
  (seconds: number, { longestWait = Infinity, shortestWait = 0, since = 0 } = {}) =>
  (progress: Progress) => {
    const waited = secondsWaited(progress);
    const done = waited >= since + seconds;
    const wait = Math.max(shortestWait, Math.min(longestWait, nextWait(waited - since)));
    const waitSeconds = done ? 0 : wait;
    return succeed({ done, open: true, waited, waitSeconds });
  };

/** One after the other, on one count of what was waited. */
const afterAnother =
  (...parts: { seconds: number; longestWait?: number }[]) =>
  (progress: Progress) => {
    const waited = secondsWaited(progress);
    let since = 0;
    for (const { seconds, longestWait } of parts) {
      if (waited < since + seconds) return waiting(seconds, { longestWait, since })(progress);
      since += seconds;
    }
    return succeed({ done: true, waited, waitSeconds: 0 });
  };
const looks: Record<string, ReturnType<typeof waiting>> = {
  AcquireLock: (progress) => {
    const waited = secondsWaited(progress);
    const lock = waited < options.busyTimeoutSeconds ? 'held' : 'acquired';
    return succeed({
      lock,
      waited,
      waitSeconds: nextWait(waited),
      takenOver: false,
      generation: 1,
    });
  },
  ScaleOutTheOthers: waiting(options.rolloutTimeoutSeconds, {
    shortestWait: SOONEST_LOOK_SECONDS,
  }),
  ShiftRequestsAway: waiting(300),
  // Until the time to stay is over, and again until each has ended its last step.
  AwaitHandover: waiting(LONGEST_STAY_SECONDS + LAST_STEPS_SECONDS),
  AwaitRollout: waiting(options.rolloutTimeoutSeconds),
  // A second for each part that is asked for, in each try.
  Rehearse: (progress) => {
    const waited = secondsWaited(progress);
    const taken = waited % REHEARSED_WITHIN_SECONDS;
    const done = waited >= MOST_TRIES * REHEARSED_WITHIN_SECONDS;
    const within =
      taken < PREPARED_WITHIN_SECONDS ? PREPARED_WITHIN_SECONDS : REHEARSED_WITHIN_SECONDS;
    const isAsked = taken === 0 || taken === PREPARED_WITHIN_SECONDS;
    const next = isAsked ? 1 : nextLook(waited, within - taken);
    return succeed({ done, waited, waitSeconds: done ? 0 : next });
  },
  OpenForTesting: waiting(OPENS_WITHIN_SECONDS),
  RunHook: waiting(LONGEST_HOOK_SECONDS, { shortestWait: SOONEST_HOOK_LOOK_SECONDS }),
  ReturnRequests: afterAnother(
    { seconds: options.rolloutTimeoutSeconds },
    { seconds: options.bakeSeconds, longestWait: LONGEST_BLIND_BAKE_SECONDS },
    { seconds: options.bakeSeconds, longestWait: LONGEST_BLIND_BAKE_SECONDS },
  ),
};

/** `rolledBack`: it fails at the end, and goes all the way back. */
const upgradeOf = (instances: number, { rolledBack = false } = {}) =>
  run(States, {
    input: longest as unknown as Json,
    invoke: (name, payload, answer) => {
      const look = looks[name];
      if (look) return look((payload as { progress: { waited?: number } }).progress);
      if (name === 'AskForApproval') {
        const { token } = payload as { token: string };
        answer.SendTaskSuccess({ taskToken: token, output: '{"by":"ada"}' });
      }
      if (name === 'ValidateUpdate')
        return succeed({ ...longest, hooks: [...hookPoints] } as unknown as Json);
      if (rolledBack && name === 'Rebalance') {
        rolledBack = false;
        return failWith('ClusterNotReady');
      }
      if (name === 'PlanUpgrade' || name === 'PlanRollBack')
        return succeed({
          instances: Array.from({ length: instances }, (_, i) => ({ name: `i${i}`, update: true })),
        });
      return succeed({ done: true, waitSeconds: 0, generation: 1, takenOver: false });
    },
  });

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_EVENTS = 25_000;
const MOST_BYTES = 256 * 1024;
/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const MOST_TARGET_GROUPS = 5;

it('an upgrade that takes days for each of two instances is far within the events of an execution', async () => {
  const execution = await upgradeOf(2);
  expect(execution.status).toBe('SUCCEEDED');
  expect(execution.history.events.length).toBeLessThan(MOST_EVENTS / 2);
});

it('and so it is when it fails at the end, and takes as long to go back', async () => {
  const execution = await upgradeOf(2, { rolledBack: true });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'ClusterNotReady' });
  expect(execution.cause).toContain('Rolled back');
  expect(execution.history.events.length).toBeLessThan(MOST_EVENTS);
});

it('one of as many instances as a forward action can have is within them', async () => {
  const execution = await upgradeOf(MOST_TARGET_GROUPS);
  expect(execution.status).toBe('SUCCEEDED');
  expect(execution.history.events.length).toBeLessThan(MOST_EVENTS);
});

it('a look is five events of the task, two of the choice and two of the wait, as AWS documents them', async () => {
  const events = eventTypes(await upgradeOf(1)).map(String);
  const first = events.indexOf('WaitStateEntered');
  expect(events.slice(first, first + 9)).toEqual([
    'WaitStateEntered',
    'WaitStateExited',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ChoiceStateEntered',
    'ChoiceStateExited',
  ]);
});

it('a minute of waiting is 22 looks, an hour 56, three days 138', () => {
  const looksIn = (seconds: number) => {
    let count = 0;
    for (let waited = 0; waited < seconds; waited += nextWait(waited)) count += 1;
    return count;
  };
  expect([60, 3_600, 259_200].map(looksIn)).toEqual([22, 56, 138]);
});

it('what is remembered of a thousand nodes of an instance is within what a state may pass on', () => {
  const slots = Array.from(
    { length: 1_000 },
    (_, i) =>
      `arn:aws:ecs:ap-southeast-1:123456789012:task/${'c'.repeat(32)}/${String(i).padStart(32, '0')}`,
  );
  const records = slots.map((slot) =>
    nodeRecord(slot, { node: 'n'.repeat(24), beat: 1_000_000, state: 'draining' }),
  );
  const drain = { generation: 1, propagationSeconds: 10 };
  // Sightings are of those that have not sealed, ends of those that have ended; no node is both.
  const seen = JSON.stringify(sight({}, records, 100_000));
  const ended = JSON.stringify(unsealedEnds({}, { ...census(records), tasks: [] }, drain, 100_000));
  expect(Math.max(seen.length, ended.length)).toBeLessThan(MOST_BYTES * 0.9);
});
