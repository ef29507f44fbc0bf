import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The state machine's definition. */
export const DEFINITION_FILE = join(__dirname, '..', '..', 'statemachines', 'upgrade.asl.json');

/** A state that is a Lambda. */
export interface TaskState {
  /** As the console shows it: `Await handover`. */
  name: string;
  /** What it does, from the definition's comment. */
  comment: string;
  /** The name that the definition leaves open for its function: `AwaitHandover`. */
  substitution: string;
  /** Its handler's file, from the project's root: `lambdas/await-handover.ts`. */
  file: string;
}

interface Definition {
  States: Record<string, { Type: string; Comment?: string; Arguments?: { FunctionName?: string } }>;
}

/** Every task state of the definition. A test holds them, the files in `lambdas/` and the permissions together. */
export function taskStates(): TaskState[] {
  const { States } = JSON.parse(readFileSync(DEFINITION_FILE, 'utf8')) as Definition;
  return Object.entries(States).flatMap(([name, { Type, Comment = '', Arguments }]) => {
    if (Type !== 'Task') return [];
    const substitution = /^\$\{(\w+)\}$/.exec(Arguments?.FunctionName ?? '')?.[1];
    if (substitution === undefined)
      throw new Error(`State ${name} leaves no function's name open.`);
    const file = `lambdas/${name.toLowerCase().replaceAll(' ', '-')}.ts`;
    return [{ name, comment: Comment, substitution, file }];
  });
}
