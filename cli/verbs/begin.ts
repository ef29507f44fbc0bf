import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { randomBytes } from 'node:crypto';
import { type UpdateRequest, parseUpdate } from '../../core/update';
import { stateMachines } from '../../lambdas/aws/clients';
import { planTowards } from '../../lambdas/plan-upgrade';
import { handler as validateUpdate } from '../../lambdas/validate-update';
import { interruption } from '../../local/interruption';
import { reach } from '../cloud/cluster';
import { lookAt } from '../cloud/look';
import { findStateMachine } from '../cloud/state-machine';
import { describeUpgrade } from '../cloud/upgrades';
import { type ExitCode, exitCodes } from '../exit';
import { planText } from '../render/plan';
import { lockText } from '../render/status';
import { nameOf } from '../render/words';
import { follow } from '../story/follow';
import { chapterText, endText, heading } from '../story/render';
import { who } from '../who';
import type { Context } from './verb';

export interface BeginOptions {
  dryRun: boolean;
  follow: boolean;
  /** Who has it made, for the audit record. Default: whom this machine says. */
  by?: string;
}

/** Starts what was asked for, or tells what it would do. */
export async function begin(
  context: Context,
  asked: UpdateRequest,
  { dryRun, follow, by }: BeginOptions,
): Promise<ExitCode> {
  const request = parseUpdate({ ...asked, by: by ?? asked.by ?? who() });
  if (dryRun) return rehearse(context, request);
  const execution = await start(context, request);
  if (follow) return followToEnd(context, execution);
  context.console.result({ execution, request }, () =>
    [
      `Begun: ${execution}`,
      `How it goes: transship watch, or transship history ${nameOf(execution)}`,
    ].join('\n'),
  );
  return exitCodes.done;
}

/** The checks of the state machine's first state, and its plan, on what there is now. */
async function rehearse({ console, place }: Context, request: UpdateRequest): Promise<ExitCode> {
  const reached = await reach(place);
  await validateUpdate(request);
  const { observation, look } = await lookAt(reached);
  const { instances } = await planTowards(request, observation, reached.openStores());
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
    (instance) =>
      console.say(
        `Waits for approval of going on with instance ${instance}: transship approve, or transship approve --reject`,
      ),
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
