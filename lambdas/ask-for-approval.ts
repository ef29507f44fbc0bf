import type { AskedApproval } from '../core/approval';
import { systemClock } from '../core/clock';
import { TransshipError } from '../core/errors';
import type { InstanceEvent } from './events';
import { type Work, underLock } from './lambda';
import { readUnfinished } from './unfinished-upgrade';

interface Event extends InstanceEvent {
  /** By which the state machine is answered. */
  token: string;
}

/** Tells in the public store what is to be approved. The state machine goes on when somebody answers by the token. */
export const handler = underLock(
  async ({ event, cluster, stores, lock }: Work<Event>): Promise<Omit<AskedApproval, 'token'>> => {
    const { execution, instance, options, token } = event;
    const { generation } = lock;
    const { towards } = await readUnfinished(stores, cluster.name);
    const now = systemClock.now();
    const until = now + 1_000 * options.approvalTimeoutSeconds;
    const asked = {
      instance: instance.name,
      execution,
      generation,
      towards,
      since: new Date(now).toISOString(),
      until: new Date(until).toISOString(),
    };
    await lock.prove();
    if ((await stores.approvals.ask(cluster.name, { ...asked, token })) === 'accepted')
      return asked;
    const message = `A later upgrade of cluster ${cluster.name} has begun; this one waits for no approval more.`;
    throw new TransshipError('LockLost', message);
  },
);
