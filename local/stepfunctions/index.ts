import { type Clock, systemClock } from '../../core/clock';
import { startJsonApi } from '../aws/json-api';
import type { Lambdas } from '../lambda';
import { Executions } from './executions';
import { Machines } from './machines';
import type { Rule } from './rules';
import { Tokens } from './tokens';

export interface StepFunctions {
  /** Of the Step Functions API, for an SDK client. */
  endpoint: string;
  addRule(rule: Rule): void;
  /** Abandons what is still running. */
  close(): Promise<void>;
}

/**
 * AWS Step Functions for standard state machines in JSONata whose tasks are Lambda functions, waited for or answered by
 * a token. A state machine that asks for more is refused when it is created.
 */
export async function startStepFunctions(options: {
  lambdas: Pick<Lambdas, 'invoke'>;
  /** Default: the system's. */
  clock?: Clock;
}): Promise<StepFunctions> {
  const { lambdas, clock = systemClock } = options;
  const machines = new Machines(clock);
  const tokens = new Tokens();
  const executions = new Executions(machines, {
    invoke: (functionName, payload) => lambdas.invoke(functionName, payload),
    tokens,
    clock,
    random: Math.random,
  });
  const api = await startJsonApi('1.0', {
    ...machines.operations,
    ...executions.operations,
    ...tokens.operations,
  });
  return {
    endpoint: api.endpoint,
    addRule: (rule) => executions.addRule(rule),
    async close() {
      await api.close();
      executions.abandonAll();
    },
  };
}
