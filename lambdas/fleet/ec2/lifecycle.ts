import type { Instance as GroupMember, LifecycleState } from '@aws-sdk/client-auto-scaling';
import type { ListedTask } from '../../../core/census';

/**
 * What a group says of a machine, in the words of an upgrade; undefined when it runs no more. A machine that waits in
 * a lifecycle hook, or on stand-by, runs like any other.
 */
export function stateOf({ LifecycleState }: GroupMember): ListedTask['state'] | undefined {
  const [phase] = (LifecycleState ?? 'InService').split(':') as [FirstWord<LifecycleState>];
  switch (phase) {
    case 'Pending':
    case 'Quarantined':
    case 'ReplacingRootVolume':
    case 'RootVolumeReplaced':
      return 'starting';
    case 'InService':
    case 'EnteringStandby':
    case 'Standby':
    case 'Detaching':
    case 'Detached':
    case 'Warmed':
      return 'running';
    case 'Terminating':
      return 'stopping';
    case 'Terminated':
      return undefined;
  }
}

type FirstWord<State extends string> = State extends `${infer Word}:${string}` ? Word : State;
