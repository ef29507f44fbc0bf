import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Json } from '../../core/json';
import { nextWait, secondsWaited } from '../../core/waiting';
import type { Recording } from '../../recordings/recording';
import { run, succeed } from '../../test/unit/local/stepfunctions/running';

/** How an awaiting state goes in one instance: so many looks, or as many as so many seconds of waiting take. */
export type Awaiting = { looks: number } | { seconds: number };

/** Lambda → how it goes in each instance, one after the other. The others look once. */
export type Course = Partial<Record<string, Awaiting[]>>;

export interface Walked {
  /** States entered, which is what is billed as transitions. */
  transitions: number;
  /** Of the history. */
  events: number;
  /** State → how often it was entered. */
  entered: Record<string, number>;
  /** Lambda → how often it was invoked. */
  invoked: Record<string, number>;
}

const file = join(__dirname, '..', '..', 'statemachines', 'upgrade.asl.json');

/** Runs the state machine's file, its waits passing at once, with Lambdas that only say how it goes on. */
export async function walk(instances: number, course: Course): Promise<Walked> {
  const { States } = JSON.parse(readFileSync(file, 'utf8').replaceAll(/\$\{(\w+)\}/g, '$1')) as {
    States: Record<string, unknown>;
  };
  const invoked: Record<string, number> = {};
  const visits: Record<string, number> = {};
  // What the Lambdas answer with besides how far they are.
  const upgrade = {
    cluster: 'shop',
    update: {},
    options: {},
    instances: Array.from({ length: instances }, (_, i) => ({ name: `i${i}`, update: true })),
  };
  const execution = await run(States, {
    invoke: (name, payload) => {
      invoked[name] = (invoked[name] ?? 0) + 1;
      const { progress } = Object(payload) as { progress?: Progress };
      if (progress?.waited === undefined) visits[name] = (visits[name] ?? 0) + 1;
      const awaiting = course[name]?.[(visits[name] ?? 1) - 1] ?? { looks: 1 };
      return succeed({ ...upgrade, generation: 1, takenOver: false, ...look(awaiting, progress) });
    },
  });
  await turn();
  if (execution.status !== 'SUCCEEDED') throw new Error(`The walk has ${execution.status}`);
  const entered = enteredIn(
    execution.history.events.map(({ type = '', stateEnteredEventDetails }) => ({
      type,
      state: stateEnteredEventDetails?.name,
    })),
  );
  const transitions = Object.values(entered).reduce((sum, times) => sum + times, 0);
  return { transitions, events: execution.history.events.length, entered, invoked };
}

/** State → how often it was entered. */
export function enteredIn(events: { type: string; state?: string | undefined }[]) {
  const entered: Record<string, number> = {};
  for (const { type, state } of events)
    if (type.endsWith('StateEntered') && state !== undefined)
      entered[state] = (entered[state] ?? 0) + 1;
  return entered;
}

/** How a recorded upgrade went. */
export function courseOf({ events }: Recording): Course {
  const course: Course = {};
  let last: string | undefined;
  for (const { lambda } of events) {
    if (lambda === undefined) continue;
    const visits = (course[lambda] ??= []);
    const visit = visits.at(-1);
    if (lambda === last && visit && 'looks' in visit) visit.looks += 1;
    else visits.push({ looks: 1 });
    last = lambda;
  }
  return course;
}

interface Progress extends Record<string, Json | undefined> {
  waited?: number;
  waitSeconds?: number;
  looks?: number;
}

function look(awaiting: Awaiting, progress: Progress = {}) {
  const looks = (progress.looks ?? 0) + 1;
  const waited = secondsWaited(progress);
  const done = 'looks' in awaiting ? looks >= awaiting.looks : waited >= awaiting.seconds;
  return { done, looks, waited, waitSeconds: done ? 0 : nextWait(waited) };
}
