import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdateOptions } from '../../core/update';
import {
  type Definition,
  type State,
  definitionSchema,
} from '../../local/stepfunctions/definition';

/** A way for an upgrade to go, of which a scenario's fault is the only other thing that goes wrong. */
export interface Course {
  name: string;
  options: Partial<UpdateOptions>;
  /** What its first such invocation fails with, so that the upgrade goes this way. */
  failing?: { functionName: string; errorType: string };
  /** Somebody approves of whatever it asks for. */
  approved?: true;
  /** How it ends when the fault makes no difference. */
  ending: 'SUCCEEDED' | 'FAILED';
}

export const forward: Course = { name: 'forward', options: {}, ending: 'SUCCEEDED' };

const failing = { functionName: 'AwaitRollout', errorType: 'RolloutFailed' };

const rolledBack: Course = { name: 'rolled back', options: {}, failing, ending: 'FAILED' };

const notRolledBack: Course = {
  name: 'failed, not rolled back',
  options: { onFailure: 'stop' },
  failing,
  ending: 'FAILED',
};

export const approved: Course = {
  name: 'approved of',
  options: { approval: 'beforeEach', approvalTimeoutSeconds: 120 },
  approved: true,
  ending: 'SUCCEEDED',
};

/** States that an upgrade in which nothing is asked for, and nothing goes wrong, does not come to. */
const others: Record<string, Course> = {
  'Ask for approval': approved,
  'Record approval': approved,
  'Plan roll back': rolledBack,
  'Restore serving': notRolledBack,
};

const file = join(__dirname, '../../statemachines/upgrade.asl.json');

export const readMachine = (): Definition =>
  definitionSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

/** A course that comes to this state. Throws where none is known, so that no state is left out unseen. */
export function courseTo(state: string, machine: Definition): Course {
  const course = others[state] ?? (withoutFailure(machine).has(state) ? forward : undefined);
  if (course) return course;
  throw new Error(`No course is known that comes to ${state}. Add one to test/matrix/courses.ts.`);
}

/** The states that can be come to without anything being caught. */
function withoutFailure({ StartAt, States }: Definition): Set<string> {
  const found = new Set<string>();
  const open = [StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = States[name];
    if (!state || found.has(name)) continue;
    found.add(name);
    open.push(...onward(state));
  }
  return found;
}

function onward(state: State): string[] {
  const next = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  if (state.Type !== 'Choice') return next;
  const { Choices, Default } = state;
  return [...Choices.map(({ Next }) => Next), ...(Default === undefined ? [] : [Default])];
}
