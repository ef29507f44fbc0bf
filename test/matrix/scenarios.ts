import type { Definition, TaskState } from '../../local/stepfunctions/definition';
import { type Course, courseTo, readMachine } from './courses';
import { type FaultName, faultNames } from './faults';

/** One fault in one state. */
export interface Strike {
  /** The task state that the fault befalls. */
  state: string;
  functionName: string;
  fault: FaultName;
}

/** An upgrade that is struck, and all that follows until the cluster is as it was. */
export interface Scenario {
  /** `Drain × times out` */
  name: string;
  course: Course;
  /** One; or several in one upgrade, if it goes on after each. */
  strikes: [Strike, ...Strike[]];
}

/** Every task state of the file with every fault, in the file's order. */
export const allScenarios = (machine: Definition = readMachine()): Scenario[] =>
  Object.entries(machine.States).flatMap(([state, definition]) =>
    definition.Type === 'Task'
      ? faultNames.map((fault) => ({
          name: `${state} × ${fault}`,
          course: courseTo(state, machine),
          strikes: [{ state, functionName: functionOf(definition), fault }],
        }))
      : [],
  );

/** `"${AwaitHandover}"` → `AwaitHandover` */
function functionOf({ Arguments }: TaskState): string {
  const [, name] = /"FunctionName":"\$\{(\w+)\}"/.exec(JSON.stringify(Arguments)) ?? [];
  if (name === undefined) throw new Error(`No function is named in ${JSON.stringify(Arguments)}`);
  return name;
}
