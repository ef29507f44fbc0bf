import { type Approval, approvalIn } from '../core/approval';
import { systemClock } from '../core/clock';
import { type Audited, audited } from './audit';
import type { InstanceEvent } from './events';
import { type Work, underLock } from './lambda';

interface Event extends InstanceEvent {
  /** What the state machine was answered with. */
  answer: unknown;
}

/** Keeps the word that was given in the audit record. */
export const handler = underLock(
  async ({ event, cluster, stores, lock }: Work<Event>): Promise<Approval & Audited> => {
    const { name } = cluster;
    const approval = approvalIn(event.answer, systemClock.now());
    const given = { ...approval, instance: event.instance.name };
    await lock.prove();
    await stores.approvals.settle(name, lock.generation);
    const told = await audited((send) => stores.audit.approval(name, lock.generation, given, send));
    return { ...approval, ...told };
  },
);
