/** Upgrades by the state machine's file, with Lambdas that answer as told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../../core/json';
import type { LambdaOutcome } from '../../../local/lambda';
import { type Invoke, failWith, run, succeed } from '../local/stepfunctions/running';

const text = readFileSync(join(__dirname, '../../../statemachines/upgrade.asl.json'), 'utf8');
const { States } = JSON.parse(text.replaceAll(/\$\{(\w+)\}/g, '$1')) as {
  States: Record<string, unknown>;
};

type Callbacks = Parameters<Invoke>[2];
export type Answer =
  LambdaOutcome | ((payload: Record<string, Json>, callbacks: Callbacks) => LambdaOutcome);

export const request = { cluster: 'shop', update: { orders: 'image' }, options: { shiftSteps: 2 } };
export const done = succeed({ done: true, waitSeconds: 0 });

export const fine: Record<string, Answer> = {
  ValidateUpdate: succeed(request),
  AcquireLock: succeed({ generation: 7, takenOver: false, waitSeconds: 0 }),
  PlanUpgrade: succeed({
    instances: [
      { name: 'a', update: true },
      { name: 'b', update: true },
    ],
  }),
  SuspendScaling: succeed({}),
  ScaleOutTheOthers: done,
  ShiftRequestsAway: done,
  Drain: succeed({ mode: 'draining', generation: 2 }),
  AwaitHandover: done,
  ApplyUpdate: done,
  AwaitRollout: done,
  Rehearse: done,
  OpenForTesting: succeed({ done: true, open: true, waitSeconds: 0 }),
  ReturnRequests: done,
  Rebalance: succeed({}),
  RecordRelease: succeed({}),
  ResumeScaling: succeed({}),
  RestoreServing: succeed({ done: true, waitSeconds: 0, problems: [] }),
  ReleaseLock: succeed({ released: true }),
};

/** Answers one after the other; the last one for ever. */
export const inTurn = (...answers: LambdaOutcome[]): Answer => {
  let turn = 0;
  return () => answers[Math.min(turn++, answers.length - 1)] ?? done;
};

export async function upgrade(but: Record<string, Answer> = {}) {
  const answers = { ...fine, ...but };
  const calls: { name: string; payload: Record<string, Json> }[] = [];
  const execution = await run(States, {
    input: request,
    invoke: (name, payload, callbacks) => {
      calls.push({ name, payload: payload as Record<string, Json> });
      const answer = answers[name] ?? failWith('NotThere');
      return typeof answer === 'function'
        ? answer(payload as Record<string, Json>, callbacks)
        : answer;
    },
  });
  const waits = execution.history.events.filter(({ type }) => type === 'WaitStateEntered');
  return {
    status: execution.status,
    error: execution.error,
    cause: execution.cause,
    output: execution.output,
    calls,
    story: calls.map(({ name }) => name),
    waits: waits.map(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name),
    payloads: (name: string) => calls.filter((it) => it.name === name).map((it) => it.payload),
  };
}

export const ofOne = [
  'ScaleOutTheOthers',
  'ShiftRequestsAway',
  'Drain',
  'AwaitHandover',
  'ApplyUpdate',
  'AwaitRollout',
  'ReturnRequests',
];
/** The same while another instance is still to be updated. */
export const rehearsed = ofOne.flatMap((state) =>
  state === 'ReturnRequests' ? ['Rehearse', state] : [state],
);
export const end = ['Rebalance', 'RecordRelease', 'ResumeScaling', 'ReleaseLock'];
export const beginning = ['ValidateUpdate', 'AcquireLock', 'PlanUpgrade', 'SuspendScaling'];
