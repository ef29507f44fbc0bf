import type { LambdaOutcome } from '../../local/lambda';
import type { Cluster } from './real-cluster';

/** One run of one of the upgrade's Lambdas. */
export interface Invocation {
  /** As its state, in one word: `AwaitHandover`. */
  functionName: string;
  /** The instance that it is about, if one. */
  instance: string | undefined;
  /** Resolves once it has run. */
  outcome: Promise<LambdaOutcome>;
}

/** One that is kept from running. It may stay so for ever. */
export interface HeldInvocation extends Invocation {
  /** Has it run, if it is not answered yet. */
  letGo(): void;
  /** It never runs, and this is what its state machine hears. */
  answer(outcome: LambdaOutcome): void;
}

/** `before`: the one that was invoked last. */
type Matches = (next: Invocation, before: Invocation | undefined) => boolean;

/** Stands between the state machine and its Lambdas. */
export interface Invocations {
  /** In the order in which they were invoked, those that are held back included. */
  all: readonly Invocation[];
  /** Resolves when one comes that matches. Only that one is held back. */
  hold(matches: Matches): Promise<HeldInvocation>;
}

export function watchInvocations({ cloud: { lambdas } }: Cluster): Invocations {
  if (!lambdas) throw new Error('No functions are deployed');
  const invoke = lambdas.invoke.bind(lambdas);
  const all: Invocation[] = [];
  const holds: { matches: Matches; caught: (held: HeldInvocation) => void }[] = [];

  lambdas.invoke = (functionName, payload) => {
    const { instance } = payload as { instance?: { name: string } };
    let answer: HeldInvocation['answer'] = () => undefined;
    let letGo: HeldInvocation['letGo'] = () => undefined;
    const outcome = new Promise<undefined | LambdaOutcome>((resolve) => {
      answer = resolve;
      letGo = () => resolve(undefined);
    }).then((answered) => answered ?? invoke(functionName, payload));
    const invocation = { functionName, instance: instance?.name, outcome };
    const index = holds.findIndex(({ matches }) => matches(invocation, all.at(-1)));
    all.push(invocation);
    const [hold] = index < 0 ? [] : holds.splice(index, 1);
    if (hold) hold.caught({ ...invocation, letGo, answer });
    else letGo();
    return outcome;
  };

  return {
    all,
    hold: (matches) => new Promise((caught) => holds.push({ matches, caught })),
  };
}

/** Holds the drain of an instance until something is under way there, so that it is surely found unfinished. */
export async function drainedOnceBegun(
  cluster: Cluster,
  instance: string,
  begin: () => Promise<unknown>,
): Promise<void> {
  const drain = await watchInvocations(cluster).hold(
    (next) => next.functionName === 'Drain' && next.instance === instance,
  );
  await begin();
  drain.letGo();
}
