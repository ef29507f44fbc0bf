import { allHaveAnswered } from '../core/census';
import { TransshipError } from '../core/errors';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { readForwards } from './aws/forwards';
import { leadTests } from './aws/test-rules';
import { countHealthy } from './aws/target-groups';
import { instanceOf, takeCensus } from './census';
import type { Again, InstanceEvent } from './events';
import { type Work, underLock } from './lambda';
import { refuseIfWeighted } from './weightless';

interface Progress extends Waiting {
  done: boolean;
  /** Whether it is tested; not one that serves already. */
  open: boolean;
  /** When requests of a test were led to it, in seconds waited. */
  ledAt?: number;
}

/** Its nodes run, and look at their mode twice a second; one may have to be replaced first. */
export const OPENS_WITHIN_SECONDS = 300;

type Event = InstanceEvent & Again<Progress>;

/**
 * Has a vacated instance take up what reaches it, and nothing else; once every node has answered, leads the requests of
 * a test to it, past the weights. Done when that has arrived everywhere: sooner, a test would meet those that serve.
 */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event, cluster, stores, lock } = work;
  const waited = secondsWaited(event.progress);
  const { ledAt } = event.progress;
  const { targetGroupArn, name } = instanceOf(cluster, event.instance.name);
  if ((await stores.modes.read(cluster.name, name)).mode === 'serving')
    return { done: true, open: false, waited, waitSeconds: 0 };
  refuseIfWeighted(name, await readForwards(cluster));

  if (ledAt !== undefined) {
    const left = ledAt + cluster.propagationSeconds - waited;
    return {
      done: left <= 0,
      open: true,
      waited,
      ledAt,
      waitSeconds: Math.ceil(Math.max(0, left)),
    };
  }
  if (!(await canBeTested(work))) {
    if (waited >= OPENS_WITHIN_SECONDS) throw notTestable(event);
    return { done: false, open: false, waited, waitSeconds: nextWait(waited) };
  }
  await leadTests(lock, cluster, targetGroupArn);
  const waitSeconds = Math.ceil(cluster.propagationSeconds);
  return { done: false, open: true, waited, ledAt: waited, waitSeconds };
});

/** Every node has answered that it takes up what reaches it, and one is healthy. */
async function canBeTested({ event, cluster, stores, lock }: Work<Event>): Promise<boolean> {
  const instance = instanceOf(cluster, event.instance.name);
  await lock.prove();
  const { generation } = await stores.modes.set(
    cluster.name,
    instance.name,
    'testing',
    lock.generation,
  );
  const census = await takeCensus(cluster, instance, stores);
  return (
    allHaveAnswered(census, generation, ['testing']) &&
    (await countHealthy(instance.targetGroupArn)) > 0
  );
}

function notTestable({ instance }: Event): TransshipError {
  const message = `The rollout of instance ${instance.name} failed: not every node of it answered within ${OPENS_WITHIN_SECONDS} s that it can be tested. A runtime from before there were smoke tests never does.`;
  return new TransshipError('RolloutFailed', message);
}
