import { type Census, listedRecords } from '../../core/census';
import { silentTasks } from '../../core/first-adoption';
import type { NodeRecord } from '../../core/node';
import type { Weights } from '../../core/weights';
import {
  type ObservedForward,
  type ReadyInstance,
  complaints,
  unexpected,
} from '../../core/readiness';
import type { Originals, UnfinishedUpgrade } from '../../store/upgrade';
import type { Look, SeenLock } from '../cloud/look';
import { unfinishedText } from '../render/status';
import { nameOf, several } from '../render/words';
import { type Finding, fail, ok, warn } from './finding';

// What is found of a cluster, by what was seen of it; nothing here looks by itself.

const AGAIN =
  'transship resume carries on with it, transship rollback goes back; any other update carries on from what is there, too.';
const WAIT = 'A clean-up is at it: look again when it has ended.';
const remedyFor = ({ state }: SeenLock): string => (state === 'cleaning up' ? WAIT : AGAIN);

type Left = Originals['weights'];

/** Whether an upgrade would begin now, by its own rules. While one runs, what it has done is no complaint. */
export function aboutReadiness(
  forwards: ObservedForward[],
  instances: ReadyInstance[],
  { unfinished, lock, left = {} }: { unfinished: boolean; lock: SeenLock; left?: Left },
): Finding[] {
  const about = 'load balancer and instances';
  const odd = unfinished ? [] : unexpected(forwards, instances, left);
  const found = [...complaints(forwards, instances, unfinished), ...odd];
  if (found.length === 0)
    return [
      ok(about, 'weights, health, stickiness and rollouts are such that an upgrade can begin'),
    ];
  if (lock.state === 'held')
    return found.map((complaint) =>
      warn(about, complaint, 'An upgrade runs; look again when it has ended.'),
    );
  return found.map((complaint) =>
    fail(
      about,
      complaint,
      odd.includes(complaint)
        ? 'Put it right; or if it is meant, start the next upgrade with --adopt.'
        : 'Put it right; until then no upgrade begins.',
    ),
  );
}

/** `expected`: what the last upgrade, or the deployment, told; an instance that it does not name is not judged. */
export function aboutWeights(
  live: Weights,
  expected: Weights,
  { unfinished, lock }: { unfinished: boolean; lock: SeenLock },
): Finding {
  const about = 'weights as expected';
  const names = Object.keys(expected);
  const told = (weights: Weights) =>
    names.map((name) => `${name} ${weights[name] ?? 'none'}`).join(', ');
  if (names.length === 0) return ok(about, 'nobody is told of them (no liveState is configured)');
  if (names.every((name) => live[name] === expected[name])) return ok(about, told(live));
  const says = `live ${told(live)}; at the end of the last upgrade ${told(expected)}`;
  if (lock.state === 'held') return ok(about, `${says}; an upgrade is shifting them`);
  if (unfinished) return warn(about, says, remedyFor(lock));
  return warn(
    about,
    says,
    'Somebody else has changed them. If it is meant, the next upgrade takes them as the original ones (--adopt); otherwise set them back.',
  );
}

export function aboutLock(lock: SeenLock): Finding {
  const about = 'lock';
  switch (lock.state) {
    case 'free':
      return ok(about, 'free');
    case 'held':
      return ok(about, `held by ${nameOf(lock.holder)}, which runs`);
    case 'cleaning up':
      return ok(
        about,
        `held by a clean-up, ${nameOf(lock.holder)}; an upgrade may begin all the same`,
      );
    case 'left behind':
      return warn(
        about,
        `left behind by ${nameOf(lock.holder)}, which does not run any more`,
        AGAIN,
      );
  }
}

export function aboutTiming(notNow: Look['notNow']): Finding {
  const about = 'freeze and change windows';
  return notNow
    ? warn(about, notNow.message, 'Wait; or transship unfreeze, or upgrade --override <reason>.')
    : ok(about, 'an upgrade may begin now');
}

export function aboutUnfinished(
  unfinished: UnfinishedUpgrade | undefined,
  lock: SeenLock,
): Finding {
  const about = 'unfinished upgrade';
  if (!unfinished) return ok(about, 'none');
  const says = unfinishedText(unfinished);
  return lock.state === 'held'
    ? ok(about, `${says}; the one that runs carries on from it`)
    : warn(about, says, remedyFor(lock));
}

/** `later`: the records of the same instance, read `seconds` after those of the census; each beats several times meanwhile. */
export function aboutNodes(
  instance: string,
  census: Census,
  later: NodeRecord[],
  seconds: number,
): Finding[] {
  const about = `nodes of ${instance}`;
  const silent = silentTasks(census).filter(({ state }) => state === 'running');
  const known = listedRecords(census);
  const still = known.filter(({ slot, node, beat }) =>
    later.some((now) => now.slot === slot && now.node === node && now.beat === beat),
  );
  const gone = census.records.filter((record) => !known.includes(record));
  const owners = gone.filter(({ figures, state }) => figures.owned > 0 && state !== 'sealed');
  const found = [
    ...(silent.length > 0
      ? [
          fail(
            about,
            `${several(silent.length, 'running task')} never told of ${silent.length === 1 ? 'itself' : 'themselves'} in the public store`,
            'See why: TRANSSHIP_TABLE, _CLUSTER, _INSTANCE, their role. If there is no runtime in them yet, say so with --first-adoption.',
          ),
        ]
      : []),
    ...(still.length > 0
      ? [
          warn(
            about,
            `${several(still.length, 'node')} gave no sign of life for ${seconds} s: ${still.map(({ slot }) => slot).join(', ')}`,
            'Look at its log. After a whole lease others take over what it owns; a drain then stops it by name.',
          ),
        ]
      : []),
    ...(owners.length > 0
      ? [
          warn(
            about,
            `${several(owners.length, 'ended node')} had executions of which others take over what is left`,
            'Nothing, unless transship executions list --status running still shows them after the lease.',
          ),
        ]
      : []),
  ];
  return found.length > 0
    ? found
    : [
        ok(
          about,
          `${several(known.length, 'node')} report, ${several(gone.length, 'record')} of ended ones`,
        ),
      ];
}
