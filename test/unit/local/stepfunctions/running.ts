/** Runs state machines of their own in a test, without API, processes or real time. */
import type { Json } from '../../../../core/json';
import type { LambdaOutcome } from '../../../../local/lambda';
import { definitionSchema } from '../../../../local/stepfunctions/definition';
import { Execution } from '../../../../local/stepfunctions/execution';
import { Tokens } from '../../../../local/stepfunctions/tokens';
import { ManualClock } from '../../../support/manual-clock';

export type States = Record<string, unknown>;

/** What a function does: an answer, or a promise of one. `answer`: by which tasks that wait are answered. */
export type Invoke = (
  functionName: string,
  payload: Json,
  answer: Tokens['operations'],
) => LambdaOutcome | Promise<LambdaOutcome>;

export const succeed = (payload: Json): LambdaOutcome => ({ ok: true, payload });
export const failWith = (errorType: string, errorMessage = 'told so'): LambdaOutcome => ({
  ok: false,
  errorType,
  errorMessage,
  trace: ['here'],
});

/** A task that invokes `Work`, with whatever is given on top. */
export const task = (fields: States = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'Work' },
  End: true,
  ...fields,
});

interface Options {
  input?: Json;
  invoke?: Invoke;
  /** Fields of the definition beside its states. */
  machine?: States;
  random?: number;
}

/** Begins an execution of the states, of which the first is where it starts. */
export function begin(states: States, options: Options = {}) {
  const { input = {}, invoke = () => succeed(null), machine = {}, random = 0.5 } = options;
  const [StartAt] = Object.keys(states);
  const text = JSON.stringify({ QueryLanguage: 'JSONata', StartAt, States: states, ...machine });
  // Without asl-validator, which takes a tenth of a second.
  const definition = definitionSchema.parse(JSON.parse(text));
  const clock = new ManualClock();
  const tokens = new Tokens();
  const execution = new Execution(
    'arn:aws:states:us-east-1:123456789012:execution:machine:run',
    'run',
    {
      arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
      name: 'machine',
      roleArn: 'arn:aws:iam::123456789012:role/machine',
      text,
      definition,
      createdAt: clock.now(),
    },
    JSON.stringify(input),
    {
      clock,
      tokens,
      invoke: async (functionName, payload) =>
        invoke(functionName, payload as Json, tokens.operations),
      random: () => random,
      ended: () => undefined,
    },
  );
  return { execution, clock, answer: tokens.operations };
}

/** Runs the states to their end, all waits passing at once. */
export async function run(states: States, options: Options = {}): Promise<Execution> {
  const { execution, clock } = begin(states, options);
  await clock.runUntil(() => execution.status !== 'RUNNING');
  return execution;
}

export const eventTypes = ({ history }: Execution) => history.events.map(({ type }) => type);
