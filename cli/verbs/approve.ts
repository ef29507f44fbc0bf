import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import type { Approval, AskedApproval } from '../../core/approval';
import { systemClock } from '../../core/clock';
import { TransshipError } from '../../core/errors';
import { stateMachines } from '../../lambdas/aws/clients';
import { awaitedApproval } from '../cloud/approval';
import { reach } from '../cloud/cluster';
import { exitCodes } from '../exit';
import { nameOf } from '../render/words';
import { who } from '../who';
import type { Verb } from './verb';

export interface ApproveOptions {
  /** Default: whichever it asks for. */
  instance?: string;
  reject: boolean;
  comment?: string;
  by?: string;
}

/** Gives the upgrade the word that it waits for, or refuses it, which has it go back. */
export const approve: Verb<ApproveOptions> = async ({ console, place }, options) => {
  const { openStores } = await reach(place);
  const { cluster } = place;
  const asked = await awaitedApproval(openStores(), cluster);
  const { instance, reject, comment, by = who() } = options;
  if (!asked) throw nothingAsked(cluster);
  if (instance !== undefined && instance !== asked.instance) {
    const message = `The upgrade of cluster ${cluster} waits for approval of instance ${asked.instance}, not of ${instance}.`;
    throw new TransshipError('NothingToApprove', message);
  }
  const approval = {
    by,
    at: new Date(systemClock.now()).toISOString(),
    ...(comment && { comment }),
  };
  await answer(cluster, asked, reject, approval);
  const result = {
    cluster,
    instance: asked.instance,
    execution: asked.execution,
    reject,
    approval,
  };
  console.result(result, () =>
    [
      reject
        ? `Refused: the upgrade of cluster ${cluster} does not go on with instance ${asked.instance}, and does what its options say of a failure.`
        : `Approved: the upgrade of cluster ${cluster} goes on with instance ${asked.instance}.`,
      `How it goes: transship watch, or transship history ${nameOf(asked.execution)}`,
    ].join('\n'),
  );
  return exitCodes.done;
};

/** Errors: `NothingToApprove` if nobody waits for the answer any more. */
async function answer(
  cluster: string,
  { token: taskToken, instance }: AskedApproval,
  reject: boolean,
  approval: Approval,
): Promise<void> {
  const { by, comment } = approval;
  const cause = `Going on with instance ${instance} was refused by ${by}${comment ? `: ${comment}` : ''}`;
  try {
    if (reject)
      await stateMachines.send(
        new SendTaskFailureCommand({ taskToken, error: 'ApprovalRefused', cause }),
      );
    else
      await stateMachines.send(
        new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(approval) }),
      );
  } catch (error) {
    if (!gone.includes((error as Error).name)) throw error;
    throw nothingAsked(cluster, error);
  }
}

/** How Step Functions says that the task of a token has ended, or is not known. */
const gone = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

const nothingAsked = (cluster: string, cause?: unknown): TransshipError =>
  new TransshipError(
    'NothingToApprove',
    `No upgrade of cluster ${cluster} waits for an approval now, or it has just been answered. transship status and transship history tell how it stands.`,
    { cause },
  );
