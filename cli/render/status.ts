import type { Colors } from 'picocolors/types';
import type { Release } from '../../core/cluster';
import { staysText } from '../../core/stays';
import type { UnfinishedUpgrade } from '../../store/upgrade';
import type { Look, SeenApproval, SeenInstance, SeenLock } from '../cloud/look';
import { moment, nameOf, releaseText, table } from './words';

/** A cluster as it stands, for a person. */
export function statusText(
  { cluster, lock, approval, unfinished, notNow, instances }: Look,
  colors: Colors,
): string {
  const parts = [
    `${colors.bold(`Cluster ${cluster}`)}: ${lockText(lock, colors)}`,
    ...(approval ? [colors.yellow(approvalText(approval))] : []),
    ...(unfinished
      ? [
          colors.yellow(
            `Unfinished: ${unfinishedText(unfinished)}. ${lock.state === 'held' ? 'This one carries on from it.' : 'transship resume carries on with it, transship rollback goes back; any other update carries on from what is there, too.'}`,
          ),
        ]
      : []),
    ...(notNow ? [colors.yellow(notNow.message)] : []),
    table([heading, ...instances.map(row)]),
    ...instances.flatMap(({ name, stays }) =>
      stays.length > 0 ? [`${name} finishes what stays: ${staysText(stays)}`] : [],
    ),
    ...instances.map(({ name, release }) => `${name} runs ${releaseText(release)}`),
  ];
  return parts.join('\n');
}

export const approvalText = ({ instance, since, until }: SeenApproval): string =>
  `Waits since ${moment(new Date(since))} for approval of going on with instance ${instance}: transship approve, or transship approve --reject. After ${moment(new Date(until))} it goes back.`;

/** `the last upgrade, to shop=shop@2, has not succeeded` */
export function unfinishedText({ update, towards }: UnfinishedUpgrade): string {
  if (Object.keys(update).length === 0) return 'the last roll back has not succeeded';
  const turned = towards === 'originals' ? ', and neither has its roll back' : '';
  return `the last upgrade, to ${releaseText(update)}, has not succeeded${turned}`;
}

/** A roll back names no update. */
export const goalText = (update: Release = {}): string =>
  Object.keys(update).length === 0
    ? 'being rolled back'
    : `being upgraded to ${releaseText(update)}`;

export function lockText(lock: SeenLock, colors: Colors): string {
  if (lock.state === 'free') return 'no upgrade runs (the lock is free)';
  const since = lock.since ? `, since ${lock.since.slice(0, 19).replace('T', ' ')} UTC` : '';
  const holder = `${nameOf(lock.holder)}${since}`;
  switch (lock.state) {
    case 'held':
      return colors.cyan(`${goalText(lock.update)} by ${holder}`);
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
