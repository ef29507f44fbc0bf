import type { Effect } from '../../examples/shop/ledger';
import type { RequestLog, Sample } from '../../local/demo/evidence';
import { isChanging } from '../../local/demo/verdict/halves';
import { judgeLedger } from '../../local/demo/verdict/ledger';
import { judgeResults } from '../../local/demo/verdict/requests';
import { alwaysServed, oneAtATime } from '../../local/demo/verdict/safety';
import { onlyProvenVacated } from '../../local/demo/verdict/vacated-before-change';
import { timeOf } from '../../local/demo/verdict/watched';
import type { Invocation } from './interposition';
import type { Seen } from './watch';

/** Each broken promise that could be seen from outside, a sentence each. */
export const judge = (instances: string[], seen: Seen, log: Invocation[]): string[] => [
  ...failedRequests(seen.requests),
  ...lostResults(seen),
  ...ledgerOf(seen),
  ...vacatedBeforeChange(instances, seen).map((it) => `S4: ${it}`),
  ...alwaysServed({ instances, samples: seen.samples }).violations.map((it) => `S5: ${it}`),
  ...oneAtATime(seen).violations.map((it) => `S6: ${it}`),
  ...changedBehindASuccessor(log).map((it) => `S8: ${it}`),
];

function failedRequests(requests: RequestLog[]): string[] {
  if (requests.length === 0) return ['no request was sent'];
  const failed = requests.filter(({ failure }) => failure !== undefined);
  return [...new Set(failed.map(({ failure }) => failure))].map((failure) => {
    const [first, ...more] = failed.filter((each) => each.failure === failure);
    const since = first ? `${first.id}, sent at ${timeOf({ at: first.sentAt })}` : '';
    return `${since}, failed, and so did ${more.length} more: ${failure}`;
  });
}

function lostResults(seen: Seen): string[] {
  const { lost, contradicted } = judgeResults(seen);
  return [
    ...(lost > 0 ? [`S3: ${lost} accepted requests were lost`] : []),
    ...(contradicted > 0 ? [`S3: ${contradicted} results were not the same when read again`] : []),
  ];
}

/** Nothing here kills a node, so no step may be run twice. */
const ledgerOf = (seen: Seen): string[] =>
  judgeLedger(seen).examples.map((example) => `S2: ${example}`);

function vacatedBeforeChange(instances: string[], { samples, effects }: Seen): string[] {
  // Of effects it knows only those of one upgrade, which goes forward.
  const evidence = { instances, samples, effects: [], releases: { from: '1', to: '2' } };
  return [
    ...onlyProvenVacated(evidence).violations,
    ...instances.flatMap((name) => stepsWhileChanged(name, samples, effects)),
  ];
}

/** Steps that tasks ran which were there before a change, between two looks that both saw it under way. */
function stepsWhileChanged(name: string, samples: Sample[], effects: readonly Effect[]): string[] {
  let former: string[] = [];
  return samples.flatMap((sample, index) => {
    const [seen, next] = [sample, samples[index + 1]].map((each) => each?.instances[name]);
    if (!seen) return [];
    if (!isChanging(seen)) former = seen.tasks.map(({ task }) => task);
    if (!next || !isChanging(seen) || !isChanging(next)) return [];
    const until = samples[index + 1]?.at ?? sample.at;
    return effects
      .filter(({ task, at }) => former.includes(task) && at > sample.at && at < until)
      .map(({ order, step }) => `${timeOf(sample)} ${name} ran ${step} of ${order} while changed`);
  });
}

/**
 * S8: a Lambda that had begun when a successor took the lock may still have proved that it held it. It must have ended
 * when the successor plans. One that begins later finds the lock lost.
 */
function changedBehindASuccessor(log: Invocation[]): string[] {
  return log
    .filter(({ functionName }) => functionName === 'PlanUpgrade')
    .flatMap((plan) => {
      const taken = log.findLast(
        ({ functionName, from }) => functionName === 'AcquireLock' && from < plan.from,
      );
      return log
        .filter(({ generation = Infinity }) => generation < (plan.generation ?? 0))
        .filter(({ from, to = Infinity }) => from < (taken?.to ?? 0) && to > plan.from)
        .map(
          ({ functionName, generation }) =>
            `${functionName} under lock ${generation} still ran when ${plan.generation} planned`,
        );
    });
}
