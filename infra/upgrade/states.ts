import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const definitionFile = (name: string): string =>
  join(__dirname, '..', '..', 'statemachines', `${name}.asl.json`);

/** The definition of the state machine that upgrades. */
export const UPGRADE_FILE = definitionFile('upgrade');

/** Of the one that cleans up after an upgrade that did not end by itself. */
export const CLEAN_UP_FILE = definitionFile('clean-up');

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

/**
 * Every task state of a definition; those of one name in two definitions are one Lambda. A test holds them, the files
 * in `lambdas/` and the permissions together.
 */
export function taskStates(file: string): TaskState[] {
  const { States } = JSON.parse(readFileSync(file, 'utf8')) as Definition;
  return Object.entries(States).flatMap(([name, { Type, Comment = '', Arguments }]) => {
    if (Type !== 'Task') return [];
    const substitution = /^\$\{(\w+)\}$/.exec(Arguments?.FunctionName ?? '')?.[1];
    if (substitution === undefined)
      throw new Error(`State ${name} leaves no function's name open.`);
    const file = `lambdas/${name.toLowerCase().replaceAll(' ', '-')}.ts`;
    return [{ name, comment: Comment, substitution, file }];
  });
}
