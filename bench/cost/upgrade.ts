import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from '../../recordings/recording';
import type { Counts } from './counts';
import { costOf } from './prices';
import { HOURS_OF_MONTH, taskHours } from './task';
import { type Awaiting, courseOf, walk } from './walk';

export interface UpgradeOptions {
  instances: number;
  /** Of each instance. */
  nodes: number;
  /** Of one instance. */
  handoverSeconds: number;
  /** Of one instance: for so long new tasks run beside old ones. */
  rolloutSeconds: number;
  /** Of one invocation, cold starts shared out. */
  lambdaSeconds: number;
  /** Executions that are moved, in all instances together. */
  moved: number;
}

/** What nobody can count here; each is an option of `npm run cost`. */
export const assumed: UpgradeOptions = {
  instances: 2,
  nodes: 2,
  handoverSeconds: 60,
  rolloutSeconds: 180,
  lambdaSeconds: 1,
  moved: 100,
};

export interface UpgradeCost {
  transitions: number;
  invocations: number;
  /** Dollars, by what they are for. `surge`: tasks that run beside those that they replace, as in any rolling update. */
  dollars: Record<'transitions' | 'lambda' | 'store' | 'metrics' | 'telling' | 'surge', number>;
}

const LAMBDA_GB = 0.5;
/** Sent of each instance for as long as its handover is awaited. */
const METRICS =
  readFileSync(join(__dirname, '../../lambdas/telemetry.ts'), 'utf8').match(/addMetric\(/g)
    ?.length ?? NaN;
/** What Lambda itself logs of an invocation: its start, its end and its report. Not counted: assumed. */
const PLATFORM_LOG_BYTES = 1_000;

/** One upgrade, from its counted parts: as the recorded one, but for how long handover and rollout take. */
export async function upgradeCost(
  options: UpgradeOptions,
  recording: Recording,
  { move }: Counts,
): Promise<UpgradeCost> {
  const { instances, nodes, handoverSeconds, rolloutSeconds, lambdaSeconds, moved } = options;
  const each = (seconds: number): Awaiting[] =>
    Array.from({ length: instances }, () => ({ seconds }));
  const recorded = courseOf(recording);
  const { transitions, events, invoked } = await walk(instances, {
    ...recorded,
    AwaitHandover: each(handoverSeconds),
    AwaitRollout: each(rolloutSeconds),
  });
  const invocations = sum(Object.values(invoked));
  const requests = storeRequests(invoked, recording);
  const logGb = (events * bytesOfAnEvent(recording) + invocations * bytesOfACall(recording)) / 1e9;
  const metricMonths = (instances * METRICS * Math.ceil(handoverSeconds / 3_600)) / HOURS_OF_MONTH;
  const surgeHours = (instances * nodes * rolloutSeconds) / 3_600;
  return {
    transitions,
    invocations,
    dollars: {
      transitions: costOf('transition', transitions),
      lambda:
        costOf('lambdaRequest', invocations) +
        costOf('lambdaGbSecond', invocations * lambdaSeconds * LAMBDA_GB),
      store:
        costOf('readUnit', requests.reads + moved * move.readUnits) +
        costOf('writeUnit', requests.writes + moved * move.writeUnits),
      metrics: costOf('metricMonth', metricMonths),
      telling: costOf('logGb', logGb) + costOf('trace', 1) + costOf('notification', 2),
      surge: taskHours(surgeHours),
    },
  };
}

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** Each invocation asks as much as one of the same Lambda did in the recorded upgrade, and each request is a unit. */
function storeRequests(invoked: Record<string, number>, recording: Recording) {
  const calls = recording.events.flatMap(({ lambda }) => lambda ?? []);
  const mean = (kind: 'reads' | 'writes') =>
    sum(
      Object.entries(invoked).map(([lambda, times]) => {
        const asked = recording.storeRequests[lambda]?.[kind] ?? 0;
        const called = calls.filter((each) => each === lambda).length;
        return called === 0 ? 0 : (times * asked) / called;
      }),
    );
  return { reads: mean('reads'), writes: mean('writes') };
}

const bytesOfAnEvent = ({ events }: Recording): number =>
  sum(events.map(({ bytes }) => bytes)) / events.length;

const bytesOfACall = ({ events, functionLogBytes }: Recording): number =>
  functionLogBytes / events.filter(({ lambda }) => lambda !== undefined).length +
  PLATFORM_LOG_BYTES;
