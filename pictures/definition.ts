import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the state machine's file, what a picture shows. */
export interface Definition {
  StartAt: string;
  States: Record<string, State>;
}

export interface State {
  Type: 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail';
  Next?: string;
  /** Of a choice, where none of its rules holds. */
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
}

export const readDefinition = (): Definition =>
  JSON.parse(
    readFileSync(join(__dirname, '..', 'statemachines', 'upgrade.asl.json'), 'utf8'),
  ) as Definition;

/** A way on from a state; `catches` where only a failure leads there. */
export interface Way {
  to: string;
  catches: boolean;
}

/** Every way on from a state, each once. */
export function waysFrom({ Next, Default, Choices = [], Catch = [] }: State): Way[] {
  const nexts = [...Choices.map((choice) => choice.Next), Next, Default];
  const ways = [...new Set(nexts)].flatMap((to) => (to === undefined ? [] : [to]));
  const caught = [...new Set(Catch.map((catcher) => catcher.Next))];
  return [
    ...ways.map((to) => ({ to, catches: false })),
    ...caught.filter((to) => !ways.includes(to)).map((to) => ({ to, catches: true })),
  ];
}
