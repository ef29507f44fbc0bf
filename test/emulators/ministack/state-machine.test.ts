import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { systemClock } from '../../../core/clock';
import type { LambdaOutcome } from '../../../local/lambda';
import { startStepFunctions, type StepFunctions } from '../../../local/stepfunctions';
import { testAbilities } from '../abilities';
import { engineOf } from '../engines/engine-of';
import { courses, follow } from '../state-machine/courses';
import { type ScriptedFunctions, scriptFunctions } from '../state-machine/scripted-functions';
import {
  type Walk,
  createStateMachine,
  functionNames,
  stateNames,
  walk,
} from '../state-machine/walk';

// The state machine's file, whole, on MiniStack's interpreter and on the embedded one: whatever the Lambdas answer,
// both must come through the same states to the same end.

const running = engineOf('ministack', { SFN_WAIT_SCALE: '0' });

let functions: ScriptedFunctions;
let embedded: StepFunctions;
let answer: (functionName: string) => LambdaOutcome;
const clients: Record<'theirs' | 'ours', { client: SFNClient; machine: string } | undefined> = {
  theirs: undefined,
  ours: undefined,
};
const walks = new Map<string, Record<'theirs' | 'ours', Walk>>();

beforeAll(async () => {
  functions = await scriptFunctions(new LambdaClient(running().connection), functionNames);
  embedded = await startStepFunctions({
    lambdas: { invoke: (name) => Promise.resolve(answer(name)) },
    clock: { ...systemClock, sleep: (_, signal) => systemClock.sleep(0, signal) },
  });
  const theirs = new SFNClient(running().connection);
  const ours = new SFNClient({ ...running().connection, endpoint: embedded.endpoint });
  clients.theirs = { client: theirs, machine: await createStateMachine(theirs) };
  clients.ours = { client: ours, machine: await createStateMachine(ours) };
});
afterAll(async () => {
  await embedded?.close();
  await functions?.close();
});

async function walkBoth(name: string): Promise<Record<'theirs' | 'ours', Walk>> {
  const known = walks.get(name);
  if (known) return known;
  const course = courses[name];
  const { theirs, ours } = clients;
  if (!course || !theirs || !ours) throw new Error(`${name} cannot be walked`);
  functions.follow(follow(course));
  answer = follow(course);
  const both = {
    theirs: await walk(theirs.client, theirs.machine),
    ours: await walk(ours.client, ours.machine),
  };
  walks.set(name, both);
  return both;
}

const names = Object.keys(courses);
const forEach = (check: (name: string) => Promise<unknown>) =>
  Object.fromEntries(names.map((name) => [name, () => check(name)]));

describe('the same states to the same end', () => {
  testAbilities(
    [],
    forEach(async (name) => {
      const { theirs, ours } = await walkBoth(name);
      const told = ({ states, status, error, cause }: Walk) => ({ states, status, error, cause });
      expect(told(theirs)).toEqual(told(ours));
    }),
  );
});

describe('the same events, but for those of the gaps', () => {
  testAbilities(
    [],
    forEach(async (name) => {
      const { theirs, ours } = await walkBoth(name);
      const others = ({ events }: Walk) => events.filter((type) => type !== 'TaskStarted');
      expect(others(theirs)).toEqual(others(ours));
    }),
  );
});

describe('the interpreter', () => {
  testAbilities(
    [
      'the output is what the last state says',
      'an execution that has failed has no output',
      'the history tells that a task has started',
    ],
    {
      'the output is what the last state says': async () => {
        const { theirs, ours } = await walkBoth('all goes well');
        expect(theirs.output).toEqual(ours.output);
      },
      'an execution that has failed has no output': async () =>
        expect((await walkBoth('the update is refused')).theirs.output).toBeUndefined(),
      'the history tells that a task has started': async () =>
        expect((await walkBoth('all goes well')).theirs.events).toContain('TaskStarted'),
    },
  );
});

test('together the courses come through every state', async () => {
  const entered = new Set<string>();
  for (const name of names)
    for (const state of (await walkBoth(name)).theirs.states) entered.add(state);
  expect(stateNames.filter((name) => !entered.has(name))).toEqual([]);
});
