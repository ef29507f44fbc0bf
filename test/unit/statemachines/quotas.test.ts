/** The state machine file, run with the longest waits that an update may ask for, against what AWS allows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unsealedEnds } from '../../../core/handover';
import type { Json } from '../../../core/json';
import { sight } from '../../../core/sightings';
import { parseUpdate } from '../../../core/update';
import { nextWait, secondsWaited } from '../../../core/waiting';
import { census, nodeRecord } from '../core/instance';
import { eventTypes, run, succeed } from '../local/stepfunctions/running';

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
  },
});
const { options } = longest;

/** Looks again and again until so much has been waited. */
const waiting = (seconds: number) => (progress: { waited?: number; waitSeconds?: number }) => {
  const waited = secondsWaited(progress);
  const done = waited >= seconds;
  return succeed({ done, waited, waitSeconds: done ? 0 : nextWait(waited) });
};
const looks: Record<string, ReturnType<typeof waiting>> = {
  ShiftRequestsAway: waiting(300),
  AwaitHandover: waiting(options.handoverTimeoutSeconds),
  AwaitRollout: waiting(options.rolloutTimeoutSeconds),
  ReturnRequests: waiting(options.rolloutTimeoutSeconds + options.bakeSeconds),
};

const upgradeOf = (instances: number) =>
  run(States, {
    input: longest as unknown as Json,
    invoke: (name, payload) => {
      const look = looks[name];
      if (look) return look((payload as { progress: { waited?: number } }).progress);
      if (name === 'ValidateUpdate') return succeed(longest as unknown as Json);
      if (name === 'PlanUpgrade')
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

it('a minute of waiting is 25 looks, an hour 67, three days 218', () => {
  const looksIn = (seconds: number) => {
    let count = 0;
    for (let waited = 0; waited < seconds; waited += nextWait(waited)) count += 1;
    return count;
  };
  expect([60, 3_600, 259_200].map(looksIn)).toEqual([25, 67, 218]);
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
