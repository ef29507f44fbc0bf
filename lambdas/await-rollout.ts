import { allHaveAnswered } from '../core/census';
import { TransshipError } from '../core/errors';
import type { NodeState } from '../core/node';
import { isInstalled } from '../core/plan';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { countHealthy } from './aws/target-groups';
import { instanceOf, takeCensus } from './census';
import { mayBeSilent, wantedOf } from './destination';
import type { Again, InstanceEvent } from './events';
import { fleetOf } from './fleet';
import { type Work, underLock } from './lambda';

interface Progress extends Waiting {
  done: boolean;
  tasks: number;
  /** Of them, those that are of the new release. */
  updated: number;
  healthy: number;
  /** What Apply update has deployed; undefined where nothing had to be. */
  expected?: string;
}

type Event = InstanceEvent & Again<Progress>;

const ANY_MODE: NodeState[] = ['serving', 'draining', 'testing', 'sealed'];

/** A deployment may not be seen yet in the moment after it was begun. */
const SEEN_WITHIN_SECONDS = 30;

/** Looks whether every task of the instance is of the new release, healthy, and follows the instance's mode. */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event, cluster, stores } = work;
  const { options } = event;
  const waited = secondsWaited(event.progress);
  const instance = instanceOf(cluster, event.instance.name);
  const fleet = fleetOf(instance);
  const { definition, rollout, failure } = await fleet.describe();
  const { expected = definition } = event.progress;
  const installed =
    definition === expected && isInstalled(wantedOf(event), await fleet.releaseOf(definition));
  if (rollout === 'failed' || (!installed && waited >= SEEN_WITHIN_SECONDS))
    throw failed(event, failure, await fleet.lastFailure());

  const { generation } = await stores.modes.read(cluster.name, instance.name);
  const census = await takeCensus(cluster, instance, stores);
  const healthy = await countHealthy(instance.targetGroupArn);
  const updated = census.tasks.filter((task) => task.definition === definition).length;
  const done =
    installed &&
    rollout === 'completed' &&
    updated === census.tasks.length &&
    healthy >= updated &&
    allHaveAnswered(census, generation, ANY_MODE, mayBeSilent(event));
  if (!done && waited >= options.rolloutTimeoutSeconds)
    throw failed(
      event,
      `it was not complete within ${options.rolloutTimeoutSeconds} s (of ${census.tasks.length} tasks, ${updated} are of the new release; ${healthy} are healthy)`,
      await fleet.lastFailure(definition),
    );
  const waitSeconds = done ? 0 : nextWait(waited);
  return { done, waited, waitSeconds, tasks: census.tasks.length, updated, healthy, expected };
});

function failed({ instance }: Event, ...reasons: (string | undefined)[]): TransshipError {
  const [reason = 'the platform went back to the former release', ...more] = reasons.filter(
    (each) => each !== undefined,
  );
  const message = `The rollout of instance ${instance.name} failed: ${[reason, ...more].join('; last task that failed: ')}`;
  return new TransshipError('RolloutFailed', message);
}
