import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { stateMachines } from '../../lambdas/aws/clients';
import { reach } from '../cloud/cluster';
import { lookAtLock } from '../cloud/look';
import { findStateMachine } from '../cloud/state-machine';
import { describeUpgrade, newestUpgrade } from '../cloud/upgrades';
import { exitCodes } from '../exit';
import { lockText } from '../render/status';
import { nameOf } from '../render/words';
import type { Verb } from './verb';

const LOOK_EVERY_MS = 250;

/** Stops the upgrade of the cluster that runs. What it leaves serves, and is cleaned up by the clean-up. */
export const stop: Verb<{ reason?: string }> = async ({ console, place }, { reason }) => {
  const { openStores } = await reach(place);
  const { execution: executionArn } = await newestUpgrade(
    await findStateMachine(place),
    place.cluster,
    'RUNNING',
  );
  const cause = reason ?? `Stopped by ${userInfo().username} with transship stop.`;
  await stateMachines.send(
    new StopExecutionCommand({ executionArn, error: 'UpgradeStopped', cause }),
  );
  while (!(await describeUpgrade(executionArn)).endedAt) await sleep(LOOK_EVERY_MS);
  const lock = await lookAtLock(openStores(), place.cluster);
  console.result({ execution: executionArn, cause, lock }, () =>
    [
      `Stopped ${nameOf(executionArn)}. The cluster goes on serving; what is half done is taken up by the clean-up, or by the next upgrade.`,
      `Now: ${lockText(lock, console.colors)}.`,
      'The same update run again carries on from what is there; transship status tells how it stands.',
    ].join('\n'),
  );
  return exitCodes.done;
};
