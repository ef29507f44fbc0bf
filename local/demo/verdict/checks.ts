import { count } from '../wording';
import { drillChecks } from './drill-checks';
import { moveChecks } from './move-checks';
import type { Watched } from './watched';
import type { Findings } from './verdict';

/** One thing that must hold for a run to pass. */
export interface Check {
  name: string;
  passed: boolean;
  detail: string;
}

/** What only an upgrade that moves executions can be held to is asked of no other strategy. */
export const checks = (findings: Findings): Check[] => [
  ...(findings.drill ? drillChecks(findings, findings.drill) : upgradeChecks(findings)),
  oneResultEach(findings),
  onceInOrder(findings),
  watched('S4 changed only when vacated', findings.safety.s4),
  watched('S5 always a healthy instance', findings.safety.s5),
  watched('S6 one upgrade at a time', findings.safety.s6),
  ...endedWell(findings),
];

const upgradeChecks = (findings: Findings): Check[] => [
  upgradeSucceeded(findings),
  noRequestFailed(findings),
  ...(findings.strategy === 'transship' ? moveChecks(findings) : []),
];

const upgradeSucceeded = ({ upgrade }: Findings): Check => ({
  name: 'upgrade succeeded',
  passed: upgrade.status === 'SUCCEEDED',
  detail: upgrade.error ?? upgrade.status.toLowerCase(),
});

function noRequestFailed({ quotes, orders }: Findings): Check {
  const failed = quotes.failed + orders.failed;
  return {
    name: 'no request failed',
    passed: failed === 0 && quotes.sent + orders.sent > 0,
    detail: `${count(failed)} of ${count(quotes.sent + orders.sent)}`,
  };
}

const oneResultEach = ({ results }: Findings): Check => ({
  name: 'each accepted request has one result',
  passed: results.lost === 0 && results.contradicted === 0,
  detail: `${count(results.accepted)} accepted, ${results.lost} lost, ${results.contradicted} contradicted`,
});

const onceInOrder = ({ ledger }: Findings): Check => ({
  name: 'each step happened once, in order',
  passed: ledger.missing + ledger.repeated + ledger.outOfOrder + ledger.unexpected === 0,
  detail: [
    `${count(ledger.effects)} effects, ${ledger.repeated} repeated, ${ledger.missing} missing`,
    `${ledger.outOfOrder} out of order, ${ledger.unexpected} unaccounted for`,
  ].join(', '),
});

const watched = (name: string, { moments, violations }: Watched): Check => ({
  name,
  passed: violations.length === 0,
  detail: violations[0]
    ? `${violations[0]}${violations.length > 1 ? `, and ${violations.length - 1} more` : ''}`
    : `held at ${count(moments)} moments`,
});

const endedWell = ({ ending, drill }: Findings): Check[] => [
  nothingWrong(`all nodes run the ${drill ? 'former' : 'new'} release`, ending.release),
  nothingWrong('other components are as they were', ending.otherComponents),
  nothingWrong('weights are as at the start', ending.weights),
  nothingWrong('lock free, all serving', ending.leftOver),
];

const nothingWrong = (name: string, wrong: string[]): Check => ({
  name,
  passed: wrong.length === 0,
  detail: wrong[0] ?? 'yes',
});
