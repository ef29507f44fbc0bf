import type { Json } from '../../core/json';
import type { Definition, State } from './definition';
import type { Position, Run } from './run';
import { runState } from './states';
import { type Outcome, Visit } from './visit';

/**
 * Takes an execution from `start` to its end. Resolves with its output; throws the StateError that it failed with, or
 * what the run's signal was aborted with.
 */
export async function interpret(definition: Definition, start: Position, run: Run): Promise<Json> {
  for (let position = start; ;) {
    run.arrive(position);
    const { next, output, assigned } = await visitState(definition, position, run);
    if (next === undefined) return output;
    // Variables are seen from the next state on.
    position = { state: next, input: output, variables: { ...position.variables, ...assigned } };
  }
}

async function visitState(definition: Definition, position: Position, run: Run): Promise<Outcome> {
  const state = definition.States[position.state];
  if (!state) throw new Error(`There is no state ${position.state}`);
  const entered = position.entered ?? enter(state, position, run);
  run.arrive({ ...position, entered });
  const outcome = await runState(state, new Visit(run, { ...position, entered }));
  exit(state, position.state, outcome, run);
  return outcome;
}

function enter(state: State, { state: name, input }: Position, run: Run) {
  const event = run.record(`${state.Type}StateEntered`, {
    stateEnteredEventDetails: {
      name,
      input: JSON.stringify(input),
      inputDetails: { truncated: false },
    },
  });
  return { event, at: run.clock.now() };
}

function exit(state: State, name: string, { output, assigned }: Outcome, run: Run): void {
  // A Fail state is never left.
  if (state.Type === 'Fail') return;
  const variables = Object.entries(assigned).map(([key, value]) => [key, JSON.stringify(value)]);
  run.record(`${state.Type}StateExited`, {
    stateExitedEventDetails: {
      name,
      output: JSON.stringify(output),
      outputDetails: { truncated: false },
      ...(variables.length > 0 && {
        assignedVariables: Object.fromEntries(variables) as Record<string, string>,
        assignedVariablesDetails: { truncated: false },
      }),
    },
  });
}
