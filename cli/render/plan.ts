import type { Colors } from 'picocolors/types';
import type { PlannedInstance } from '../../core/plan';
import type { UpdateOptions } from '../../core/update';
import { several, short } from './words';

export interface ShownPlan {
  cluster: string;
  instances: PlannedInstance[];
  rollBack?: true;
  options: UpdateOptions;
}

/** What an upgrade would do, as a diff of what each instance runs, in the order in which they would be taken. */
export function planText(
  { cluster, instances, rollBack, options }: ShownPlan,
  colors: Colors,
): string {
  const updated = instances.filter(({ update }) => update).length;
  return [
    colors.bold(
      `Plan for cluster ${cluster}: ${updated} of ${several(instances.length, 'instance')} ${rollBack ? 'go back' : 'updated'}`,
    ),
    ...instances.flatMap((instance, index) => ['', ...instanceLines(instance, index + 1, colors)]),
    '',
    `On failure: ${options.onFailure === 'rollBack' ? 'roll back' : 'stop'}. First share ${options.firstSharePercent} %, bake ${options.bakeSeconds} s, hand over within ${options.handoverTimeoutSeconds} s, roll out within ${options.rolloutTimeoutSeconds} s.${stayingText(options)}${gatesText(options)}`,
    'Nothing was changed.',
  ].join('\n');
}

const stayingText = ({ staying }: UpdateOptions): string =>
  staying
    ? ` What nobody else can read may stay for ${staying.seconds} s, then: ${staying.then}.`
    : '';

const gatesText = ({ gates = {} }: UpdateOptions): string => {
  const told = Object.entries(gates).map(([name, most]) => `${name} ${most}`);
  return told.length > 0 ? ` Gates: at most ${told.join(', ')}.` : '';
};

function instanceLines(planned: PlannedInstance, number: number, colors: Colors): string[] {
  const { name, update, from, to, why } = planned;
  const components = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  const goal = update ? to : from;
  return [
    `${number}. ${name}: ${update ? 'vacate and update' : 'only return its requests'}, because ${why}`,
    ...components.flatMap((component) => diff(component, from[component], goal[component], colors)),
  ];
}

function diff(
  component: string,
  before: string | undefined,
  after: string | undefined,
  colors: Colors,
): string[] {
  const line = (sign: string, artifact: string) => `   ${sign} ${component}  ${short(artifact)}`;
  if (before === after) return before === undefined ? [] : [line(' ', before)];
  return [
    ...(before === undefined ? [] : [colors.red(line('-', before))]),
    ...(after === undefined ? [] : [colors.green(line('+', after))]),
  ];
}
