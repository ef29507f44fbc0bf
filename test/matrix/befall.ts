import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Course } from './courses';
import { faultNamed, type Target } from './faults';
import type { Interposition } from './interposition';
import type { Scenario, Strike } from './scenarios';
import type { Ending, Stage } from './stage';

/** Carries out the upgrade that is struck: how it ended, and a sentence for each thing that was not as it should be. */
export async function befall(
  { strikes, course }: Scenario,
  { cluster, interposition, start, ended }: Stage,
  input: object,
): Promise<{ ending: Ending; violations: string[] }> {
  let executionArn = Promise.resolve('');
  const stop = async () => {
    const command = new StopExecutionCommand({ executionArn: await executionArn });
    return cluster.cloud.clients.stateMachines.send(command);
  };
  const laid = strikes.map((strike) => {
    const { state, functionName } = strike;
    return { state, wasComeTo: lay(strike, { cluster, functionName, stop }, interposition) };
  });
  lead(course, interposition);
  executionArn = start(input);
  const ending = await ended(await executionArn);
  interposition.endAmbushes();
  const endings = strikes.map(({ fault }) => faultNamed(fault).ending);
  const planned = endings.find((each) => each !== 'as-planned') ?? course.ending;
  return {
    ending,
    violations: [
      ...laid
        .filter(({ wasComeTo }) => !wasComeTo())
        .map(({ state }) => `${state} was not come to`),
      ...(ending.status === planned
        ? []
        : [`the upgrade ended as ${ending.status} instead of ${planned}`]),
    ],
  };
}

/** Lays the ambush of a strike. What it returns tells whether the upgrade has come to it. */
function lay(
  { functionName, fault }: Strike,
  target: Target,
  interposition: Interposition,
): () => boolean {
  // Where it is about an instance, the last one: by then two releases serve. Only what comes before that is rehearsed.
  const place = functionName === 'Rehearse' ? 0 : -1;
  const where = target.cluster.shop.configuration.instances.at(place)?.name;
  const { attempts } = faultNamed(fault);
  const interferences = attempts.map((attempt) => attempt(target));
  interposition.add({
    isMeant: ({ functionName: invoked, instance = where }) =>
      invoked === functionName && instance === where,
    interferences,
  });
  return () => interferences.length < attempts.length;
}

/** Has the upgrade go this way. */
function lead({ failing }: Course, interposition: Interposition): void {
  if (!failing) return;
  const { functionName, errorType } = failing;
  const outcome = { ok: false as const, errorType, errorMessage: 'So the scenario goes.' };
  interposition.add({
    isMeant: (invocation) => invocation.functionName === functionName,
    interferences: [() => Promise.resolve(outcome)],
  });
}
