import { TransshipError } from '../core/errors';
import { type Waiting, secondsWaited } from '../core/waiting';
import { deploy, describeService } from './aws/services';
import { withImages } from './aws/task-definitions';
import { instanceOf } from './census';
import type { Again, InstanceEvent } from './events';
import { type Work, underLock } from './lambda';
import { lookForProof } from './proof';

interface Applied {
  /** False: the proof that the instance is vacated does not hold any more, nothing was changed, and it is awaited again. */
  done: boolean;
  waitSeconds: number;
  taskDefinition: string;
}

type Event = InstanceEvent & Again<Waiting>;

/** Has the instance go over to the new release, on proof that it is vacated. */
export const handler = underLock(async (work: Work<Event>): Promise<Applied> => {
  const { event, cluster, stores, lock } = work;
  const instance = instanceOf(cluster, event.instance.name);
  const { taskDefinition: current, rollout } = await describeService(instance);
  const taskDefinition = await withImages(lock, current, event.update);
  const again = taskDefinition === current;
  if (again && rollout !== 'failed') return { done: true, waitSeconds: 0, taskDefinition };

  const { missing } = await lookForProof(cluster, stores, instance.name);
  if (missing.length > 0) {
    if (secondsWaited(event.progress) >= event.options.handoverTimeoutSeconds)
      throw timedOut(event, missing);
    return { done: false, waitSeconds: 1, taskDefinition };
  }
  await deploy(lock, instance, taskDefinition, { again });
  return { done: true, waitSeconds: 0, taskDefinition };
});

function timedOut({ instance, options }: Event, missing: string[]): TransshipError {
  const message = `Instance ${instance.name} did not stay vacated within ${options.handoverTimeoutSeconds} s: ${missing.join(', ')}.`;
  return new TransshipError('HandoverTimedOut', message);
}
