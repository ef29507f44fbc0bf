import type { Json } from '../../core/json';
import type { LambdaOutcome } from '../lambda';
import type { TaskState } from './definition';
import { secondsType } from './expressions';
import { matches, refuseLarge, StateError } from './failure';
import { Retries } from './retry';
import { sleep, within } from './run';
import type { AwaitedTask } from './tokens';
import type { Outcome, Visit } from './visit';

/** What a state that waits to be answered by a token asks for. */
const WAITING = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

const kindOf = ({ Resource }: TaskState) => ({
  resourceType: 'lambda',
  resource: Resource === WAITING ? 'invoke.waitForTaskToken' : 'invoke',
});

/** A task state: tries, tries again as its retriers say, and goes where a catcher leads when all has failed. */
export async function runTask(state: TaskState, visit: Visit): Promise<Outcome> {
  const retries = new Retries(state.Retry, () => visit.run.random());
  for (;;) {
    try {
      const result = await invoke(state, visit);
      return await visit.leave(state, result, { result });
    } catch (error) {
      if (!(error instanceof StateError) || error.error === undefined) throw error;
      const delay = retries.next(error.error);
      if (delay === undefined) return catchError(state, visit, error, error.error);
      await sleep(visit.run, delay);
      visit.retries++;
    }
  }
}

async function catchError(
  state: TaskState,
  visit: Visit,
  thrown: StateError,
  error: string,
): Promise<Outcome> {
  const index = state.Catch.findIndex(({ ErrorEquals }) => matches(ErrorEquals, error));
  const catcher = state.Catch[index];
  if (!catcher) throw thrown;
  const errorOutput = { Error: error, Cause: thrown.cause ?? '' };
  return visit.leave(catcher, errorOutput, { errorOutput, location: `Catch/${index}/` });
}

async function invoke(state: TaskState, visit: Visit): Promise<Json> {
  if (state.Resource !== WAITING) return attempt(state, visit);
  const { tokens } = visit.run;
  const awaited = tokens.issue();
  try {
    return await attempt(state, visit, awaited);
  } finally {
    tokens.close(awaited.token);
  }
}

/** One attempt, with the events it leaves in the history. */
async function attempt(state: TaskState, visit: Visit, awaited?: AwaitedTask): Promise<Json> {
  const { run } = visit;
  const task = kindOf(state);
  const { functionName, payload, parameters } = await argumentsOf(state, visit, awaited?.token);
  const timeoutInSeconds =
    state.TimeoutSeconds === undefined
      ? undefined
      : await visit.evaluateAs(secondsType(1), state.TimeoutSeconds, 'TimeoutSeconds');

  run.record('TaskScheduled', {
    taskScheduledEventDetails: { ...task, region: 'us-east-1', parameters, timeoutInSeconds },
  });
  run.record('TaskStarted', { taskStartedEventDetails: task });

  const told = (result: Json) => ({
    ...task,
    output: JSON.stringify(result),
    outputDetails: { truncated: false },
  });

  let over = false;
  async function work(): Promise<Json> {
    try {
      const result = resultOf(await run.invoke(functionName, payload).catch(unknownError));
      if (!awaited || over) return result;
      run.record('TaskSubmitted', { taskSubmittedEventDetails: told(result) });
      return await awaited.answered;
    } catch (error) {
      if (error instanceof StateError && !over)
        run.record('TaskFailed', {
          taskFailedEventDetails: { ...task, error: error.error, cause: error.cause },
        });
      throw error;
    }
  }

  const result = await within(run, 1000 * (timeoutInSeconds ?? 99_999_999), work());
  if (result === undefined) {
    over = true;
    run.record('TaskTimedOut', { taskTimedOutEventDetails: { ...task, error: 'States.Timeout' } });
    throw new StateError('States.Timeout', undefined);
  }
  run.record('TaskSucceeded', { taskSucceededEventDetails: told(result) });
  return result;
}

async function argumentsOf(state: TaskState, visit: Visit, token?: string) {
  const value = await visit.evaluate(state.Arguments, 'Arguments', { token });
  const isObject = value !== null && typeof value === 'object' && !Array.isArray(value);
  const { FunctionName, Payload = {}, ...others } = isObject ? value : {};
  if (typeof FunctionName !== 'string')
    throw visit.error('States.Runtime', `The field 'FunctionName' is required but was missing.`);
  const [unsupported] = Object.keys(others);
  if (unsupported)
    throw visit.error('States.Runtime', `The argument '${unsupported}' is not emulated.`);
  return {
    functionName: FunctionName.split(':')[6] ?? FunctionName,
    payload: Payload,
    parameters: JSON.stringify(value),
  };
}

const unknownError = (error: unknown): LambdaOutcome => ({
  ok: false,
  errorType: 'Lambda.Unknown',
  errorMessage: String(error),
});

/** What Step Functions makes of an invocation; throws if it failed. */
function resultOf(outcome: LambdaOutcome): Json {
  if (outcome.ok) {
    const result = { ExecutedVersion: '$LATEST', Payload: outcome.payload, StatusCode: 200 };
    refuseLarge(result, 'lambda');
    return result;
  }
  const { errorType, errorMessage, trace = [] } = outcome;
  // An error of the service's own is told in words, one of the function's as the function told it.
  const cause = errorType.startsWith('Lambda.')
    ? errorMessage
    : JSON.stringify({ errorMessage, errorType, trace });
  throw new StateError(errorType, cause);
}
