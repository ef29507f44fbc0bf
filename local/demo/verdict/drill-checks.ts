import { count } from '../wording';
import type { Check } from './checks';
import type { DrillVerdict } from './drill';
import type { Findings } from './verdict';

/** What an upgrade to a bad release is held to, in place of what one to a good release is. */
export const drillChecks = (findings: Findings, drill: DrillVerdict): Check[] => [
  { name: 'upgrade rolled back, with its cause', passed: drill.rolledBack, detail: drill.cause },
  onlyItFailedRequests(findings, drill),
  hadNoMoreThanItsFirstShare(drill),
  moved(findings),
  overlapped(findings),
];

function onlyItFailedRequests({ quotes, orders }: Findings, drill: DrillVerdict): Check {
  const { failedByIt, failedOtherwise } = drill;
  return {
    name: 'no request failed but what the bad release answered',
    passed: failedOtherwise === 0 && quotes.sent + orders.sent > 0,
    detail: `of ${count(quotes.sent + orders.sent)}, it failed ${count(failedByIt)}; ${count(failedOtherwise)} failed otherwise`,
  };
}

const hadNoMoreThanItsFirstShare = ({ share, allowed }: DrillVerdict): Check => ({
  name: 'the bad release had no more than its first share',
  // Weights are whole numbers.
  passed: share <= allowed + 0.005,
  detail: `${percent(share)} of the requests at most`,
});

const moved = ({ moves }: Findings): Check => ({
  name: 'executions were moved',
  passed: moves.onOldRelease > 0,
  detail: `${moves.onOldRelease} on the old release, ${moves.acrossReleases} across releases, ${moves.backwards} back`,
});

/** Asked of the instances that were changed. */
function overlapped({ overlap }: Findings): Check {
  const changed = overlap.filter(({ updatedForMs }) => updatedForMs > 0);
  return {
    name: 'they went on while it was installed and removed',
    passed: changed.length > 0 && changed.every(({ effects }) => effects > 0),
    detail: changed
      .map(({ instance, executions }) => `${executions} while ${instance} was changed`)
      .join(', '),
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
