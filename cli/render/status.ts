import type { Colors } from 'picocolors/types';
import type { Look, SeenInstance, SeenLock } from '../cloud/look';
import { nameOf, releaseText, table } from './words';

/** A cluster as it stands, for a person. */
export function statusText({ cluster, lock, unfinished, instances }: Look, colors: Colors): string {
  const parts = [
    `${colors.bold(`Cluster ${cluster}`)}: ${lockText(lock, colors)}`,
    ...(unfinished
      ? [
          colors.yellow(
            `Unfinished: the last upgrade, to ${releaseText(unfinished.update)}, has not succeeded. ${lock.state === 'held' ? 'This one carries on from it.' : 'Run it again, or another one: it carries on from what is there.'}`,
          ),
        ]
      : []),
    table([heading, ...instances.map(row)]),
    ...instances.map(({ name, release }) => `${name} runs ${releaseText(release)}`),
  ];
  return parts.join('\n');
}

export function lockText(lock: SeenLock, colors: Colors): string {
  if (lock.state === 'free') return 'no upgrade runs (the lock is free)';
  const since = lock.since ? `, since ${lock.since.slice(0, 19).replace('T', ' ')} UTC` : '';
  const holder = `${nameOf(lock.holder)}${since}`;
  switch (lock.state) {
    case 'held':
      return colors.cyan(`upgraded by ${holder}, to ${releaseText(lock.update ?? {})}`);
    case 'cleaning up':
      return colors.yellow(
        `being cleaned up after an upgrade, by ${holder}; another one may begin`,
      );
    case 'left behind':
      return colors.yellow(
        `the lock was left behind by ${holder}, which does not run any more; the next upgrade takes it over`,
      );
  }
}

const heading = [
  'instance',
  'weight',
  'share',
  'mode',
  'nodes',
  'healthy',
  'they report',
  'owned',
  'parked',
  'staying',
  'rollout',
];

const row = ({
  name,
  weights,
  share,
  mode,
  nodes,
  executions,
  rollout,
}: SeenInstance): string[] => [
  name,
  [...new Set(weights)].join('/'),
  `${Math.round(share * 100)} %`,
  mode,
  nodes.running === nodes.tasks ? String(nodes.tasks) : `${nodes.running} of ${nodes.tasks}`,
  String(nodes.healthy),
  reportText({ nodes }),
  String(executions.owned),
  String(executions.parked),
  String(executions.staying),
  rollout,
];

/** What the nodes say of themselves: `1 serving, 1 draining`. */
export function reportText({ nodes: { states, silent } }: Pick<SeenInstance, 'nodes'>): string {
  const told = Object.entries(states).map(([state, count]) => `${count} ${state}`);
  return [...told, ...(silent > 0 ? [`${silent} silent`] : [])].join(', ') || 'nothing';
}
