import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { systemClock } from '../../../core/clock';
import type { Json } from '../../../core/json';
import { startStepFunctions, type StepFunctions } from '../../../local/stepfunctions';
import { testAbilities } from '../abilities';
import { engineOf } from '../engines/engine-of';
import { type MachineName, follow, machines } from '../state-machine/courses';
import {
  type Script,
  type ScriptedFunctions,
  scriptFunctions,
} from '../state-machine/scripted-functions';
import {
  type Walk,
  createStateMachine,
  functionNames,
  stateNames,
  walk,
} from '../state-machine/walk';

// The state machines' files, whole, on MiniStack's interpreter and on the embedded one: whatever the Lambdas answer,
// both must come through the same states to the same end.

const running = engineOf('ministack', { SFN_WAIT_SCALE: '0' });

/** Everything is waited for in no time, but for an answer that somebody gives. */
const ANSWER_MS = 3_600_000;

let functions: ScriptedFunctions;
let embedded: StepFunctions;
let answer: Script;
type Side = 'theirs' | 'ours';
let clients: Record<Side, SFNClient>;
const walks = new Map<string, Promise<Record<Side, Walk>>>();
const all = Object.keys(machines) as MachineName[];

beforeAll(async () => {
  const names = [...new Set(all.flatMap(functionNames))];
  functions = await scriptFunctions(new LambdaClient(running().connection), names);
  embedded = await startStepFunctions({
    lambdas: { invoke: (name, event) => Promise.resolve(answer(name, event as Json)) },
    clock: {
      ...systemClock,
      sleep: (ms, signal) => systemClock.sleep(ms < ANSWER_MS ? 0 : ms, signal),
    },
  });
  clients = {
    theirs: new SFNClient(running().connection),
    ours: new SFNClient({ ...running().connection, endpoint: embedded.endpoint }),
  };
});
afterAll(async () => {
  await embedded?.close();
  await functions?.close();
});

/** By state machine, created when it is first walked. */
const created = new Map<MachineName, Promise<Record<Side, string>>>();

function walkBoth(machine: MachineName, name: string): Promise<Record<Side, Walk>> {
  const key = `${machine}: ${name}`;
  const walked = walks.get(key) ?? walkNow(machine, name);
  walks.set(key, walked);
  return walked;
}

async function walkNow(machine: MachineName, name: string): Promise<Record<Side, Walk>> {
  const { courses, input } = machines[machine];
  const course = courses[name];
  if (!course) throw new Error(`${name} is no course`);
  const both = created.get(machine) ?? createBoth(machine);
  created.set(machine, both);
  const arns = await both;
  functions.follow(giving(clients.theirs, follow(course)));
  answer = giving(clients.ours, follow(course));
  return {
    theirs: await walk(clients.theirs, arns.theirs, input),
    ours: await walk(clients.ours, arns.ours, input),
  };
}

/** Where somebody is waited for, gives the word that the course has. */
const giving =
  (client: SFNClient, answerOf: ReturnType<typeof follow>): Script =>
  (name, event) => {
    const { word, ...outcome } = answerOf(name);
    const { token: taskToken } = Object(event) as { token?: string };
    if (word && taskToken) {
      const answered =
        'output' in word
          ? client.send(new SendTaskSuccessCommand({ taskToken, ...word }))
          : client.send(new SendTaskFailureCommand({ taskToken, ...word }));
      // One that is not heard leaves the execution waiting, which the test then tells.
      answered.catch((error: unknown) => console.error(error));
    }
    return outcome;
  };

const createBoth = async (machine: MachineName): Promise<Record<Side, string>> => ({
  theirs: await createStateMachine(clients.theirs, machine),
  ours: await createStateMachine(clients.ours, machine),
});

describe.each(all)('the state machine %s', (machine) => {
  const names = Object.keys(machines[machine].courses);
  const forEach = (check: (name: string) => Promise<unknown>) =>
    Object.fromEntries(names.map((name) => [name, () => check(name)]));

  describe('comes through the same states to the same end', () => {
    testAbilities(
      [],
      forEach(async (name) => {
        const { theirs, ours } = await walkBoth(machine, name);
        const told = ({ states, status, error, cause }: Walk) => ({ states, status, error, cause });
        expect(told(theirs)).toEqual(told(ours));
      }),
    );
  });

  describe('has the same events, but for those of the gaps', () => {
    testAbilities(
      [],
      forEach(async (name) => {
        const { theirs, ours } = await walkBoth(machine, name);
        const others = ({ events }: Walk) =>
          events.filter((type) => type !== 'TaskStarted' && type !== 'TaskSubmitted');
        expect(others(theirs)).toEqual(others(ours));
      }),
    );
  });

  test('is come through in every state by the courses together', async () => {
    const entered = new Set<string>();
    for (const name of names)
      for (const state of (await walkBoth(machine, name)).theirs.states) entered.add(state);
    expect(stateNames(machine).filter((name) => !entered.has(name))).toEqual([]);
  });
});

describe('the interpreter', () => {
  testAbilities(
    [
      'the output is what the last state says',
      'an execution that has failed has no output',
      'the history tells that a task has started',
      'the history tells that a task waits for its answer',
    ],
    {
      'the output is what the last state says': async () => {
        const { theirs, ours } = await walkBoth('upgrade', 'all goes well');
        expect(theirs.output).toEqual(ours.output);
      },
      'an execution that has failed has no output': async () =>
        expect((await walkBoth('upgrade', 'the update is refused')).theirs.output).toBeUndefined(),
      'the history tells that a task has started': async () =>
        expect((await walkBoth('upgrade', 'all goes well')).theirs.events).toContain('TaskStarted'),
      'the history tells that a task waits for its answer': async () =>
        expect((await walkBoth('upgrade', 'an approval is given')).theirs.events).toContain(
          'TaskSubmitted',
        ),
    },
  );
});
