import type { ChoiceState, FailState, State, WaitState } from './definition';
import { booleanType, secondsType, stringType } from './expressions';
import { StateError } from './failure';
import { sleep } from './run';
import { runTask } from './task';
import type { Outcome, Visit } from './visit';

/** Does what a state is there for. Throws a StateError where that fails the execution. */
export function runState(state: State, visit: Visit): Promise<Outcome> {
  switch (state.Type) {
    case 'Task':
      return runTask(state, visit);
    case 'Choice':
      return choose(state, visit);
    case 'Wait':
      return wait(state, visit);
    case 'Fail':
      return fail(state, visit);
    case 'Pass':
    case 'Succeed':
      return visit.leave(state, visit.position.input);
  }
}

async function choose(state: ChoiceState, visit: Visit): Promise<Outcome> {
  const { input } = visit.position;
  for (const [index, rule] of state.Choices.entries()) {
    const location = `Choices/${index}/`;
    if (await visit.evaluateAs(booleanType, rule.Condition, `${location}Condition`))
      return visit.leave(rule, input, { location });
  }
  if (state.Default === undefined)
    throw visit.error(
      'States.Runtime',
      'Failed to transition out of the state. The state does not point to a next state.',
    );
  return visit.leave({ ...state, Next: state.Default }, input);
}

async function wait(state: WaitState, visit: Visit): Promise<Outcome> {
  const { clock } = visit.run;
  const ms =
    state.Seconds !== undefined
      ? 1000 * (await visit.evaluateAs(secondsType(0), state.Seconds, 'Seconds'))
      : (await timeOf(state, visit)) - clock.now();
  await sleep(visit.run, ms);
  return visit.leave(state, visit.position.input);
}

async function timeOf(state: WaitState, visit: Visit): Promise<number> {
  const text = await visit.evaluateAs(stringType, state.Timestamp ?? null, 'Timestamp');
  const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = isIso ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw visit.evaluationFailed(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
      'Timestamp',
    );
  return time;
}

async function fail(state: FailState, visit: Visit): Promise<never> {
  const text = async (field: 'Error' | 'Cause') =>
    state[field] === undefined ? undefined : visit.evaluateAs(stringType, state[field], field);
  throw new StateError(await text('Error'), await text('Cause'));
}
