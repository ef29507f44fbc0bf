import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { randomBytes } from 'node:crypto';
import { type PlannedInstance, planUpgrade } from '../../core/plan';
import type { UpdateRequest } from '../../core/update';
import { stateMachines } from '../../lambdas/aws/clients';
import { handler as validateUpdate } from '../../lambdas/validate-update';
import { reach } from '../cloud/cluster';
import { lookAt } from '../cloud/look';
import { findStateMachine } from '../cloud/state-machine';
import { type ExitCode, exitCodes } from '../exit';
import { interruption } from '../../local/interruption';
import { type Asked, requestFrom } from '../manifest';
import { planText } from '../render/plan';
import { lockText } from '../render/status';
import { nameOf } from '../render/words';
import { follow } from '../story/follow';
import { chapterText, endText, heading } from '../story/render';
import { describeUpgrade } from '../cloud/upgrades';
import type { Context, Verb } from './verb';

export interface UpgradeOptions extends Asked {
  dryRun: boolean;
  follow: boolean;
}

/** Starts an upgrade, or tells what it would do. */
export const upgrade: Verb<UpgradeOptions> = async (context, options) => {
  const request = requestFrom(options, context.place);
  if (options.dryRun) return rehearse(context, request);
  const execution = await start(context, request);
  if (options.follow) return followToEnd(context, execution);
  context.console.result({ execution, request }, () =>
    [
      `Begun: ${execution}`,
      `How it goes: transship watch, or transship history ${nameOf(execution)}`,
    ].join('\n'),
  );
  return exitCodes.done;
};

/** The checks of the state machine's first state, and its plan, on what there is now. */
async function rehearse({ console, place }: Context, request: UpdateRequest): Promise<ExitCode> {
  const reached = await reach(place);
  await validateUpdate(request);
  const { observation, look } = await lookAt(reached);
  const instances: PlannedInstance[] = planUpgrade(request.update, observation.instances);
  const plan = { ...request, instances, lock: look.lock };
  console.result(plan, () =>
    [
      planText(plan, console.colors),
      ...(look.lock.state === 'free' ? [] : [`Now: ${lockText(look.lock, console.colors)}.`]),
    ].join('\n'),
  );
  return exitCodes.done;
}

/** Returns the execution's ARN. */
async function start({ place }: Context, request: UpdateRequest): Promise<string> {
  await reach(place);
  const { executionArn = '' } = await stateMachines.send(
    new StartExecutionCommand({
      stateMachineArn: await findStateMachine(place),
      name: executionName(request.cluster, new Date()),
      input: JSON.stringify(request),
    }),
  );
  return executionArn;
}

/** `shop-20261124T170559-3f9a`: tells apart what runs in one state machine; at most 80 characters. */
const executionName = (cluster: string, at: Date): string =>
  [
    cluster.slice(0, 58),
    at.toISOString().slice(0, 19).replaceAll(/[-:]/g, ''),
    randomBytes(2).toString('hex'),
  ].join('-');

async function followToEnd({ console, place }: Context, execution: string): Promise<ExitCode> {
  const { colors } = console;
  const begun = await describeUpgrade(execution);
  console.say(heading(begun, colors));
  const outcome = await follow(
    execution,
    (chapter) => console.say(chapterText(chapter, begun.startedAt, colors)),
    { place: place.name, signal: interruption(), trouble: (text) => console.say(`! ${text}`) },
  );
  if (!outcome) {
    console.say(
      `Not followed any longer; the upgrade goes on: transship history ${nameOf(execution)}`,
    );
    return exitCodes.interrupted;
  }
  const { upgrade: ended, chapters } = outcome;
  console.result({ ...ended, chapters }, () => endText(ended, colors));
  return ended.status === 'SUCCEEDED' ? exitCodes.done : exitCodes.failed;
}
