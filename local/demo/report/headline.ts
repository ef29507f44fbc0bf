import type { Verdict } from '../verdict/verdict';
import { count, duration } from '../wording';
import { escape } from './html';

interface Figure {
  value: string;
  name: string;
  note: string;
  bad?: boolean;
}

/** The few figures that a reader should leave with. */
export function headline(verdict: Verdict): string {
  const { quotes, orders, ledger, vacated, drill } = verdict;
  const failed = quotes.failed + orders.failed;
  const notOnce = ledger.missing + ledger.repeated + ledger.outOfOrder + ledger.unexpected;
  const slowest = Math.max(0, ...vacated.map(({ lastEndedMs = 0 }) => lastEndedMs));
  const figures: Figure[] = [
    {
      value: count(failed),
      name: 'requests failed',
      note: [
        `of ${count(quotes.sent + orders.sent)} sent`,
        ...(drill ? [`${count(drill.failedByIt)} of them by the bad release itself`] : []),
      ].join('; '),
      bad: (drill?.failedOtherwise ?? failed) > 0,
    },
    {
      value: count(notOnce),
      name: 'steps lost, repeated or out of order',
      note: `of ${count(ledger.effects)} effects in the ledger`,
      bad: notOnce > 0,
    },
    {
      value: duration(quotes.responses.during.p99),
      name: 'response time during the upgrade, p99',
      note: `${duration(quotes.responses.before.p99)} before, ${duration(quotes.responses.after.p99)} after`,
    },
    {
      value: duration(verdict.upgrade.tookMs),
      name: drill ? 'for the upgrade and the way back' : 'for the upgrade',
      note: drill
        ? `to a release that ${drill.does}`
        : `${verdict.halves.length} instances, one after the other`,
    },
    {
      value: duration(slowest),
      name: 'until an instance was vacated',
      note: `longest step: ${duration(vacated[0]?.longestStepMs)}`,
    },
    ...(verdict.strategy === 'transship' ? movingFigures(verdict) : []),
  ];
  return `<dl class="figures">${figures.map(draw).join('')}</dl>`;
}

const movingFigures = ({ moves, vacated, overlap }: Verdict): Figure[] => [
  {
    value: count(moves.executions),
    name: 'executions moved',
    note: `${moves.onOldRelease} times on the old release, ${moves.acrossReleases} across releases`,
  },
  {
    value: duration(moves.parkToResume.p99),
    name: 'from park to resume, p99',
    note: `half of them within ${duration(moves.parkToResume.p50)}`,
  },
  {
    value: count(overlap.reduce((sum, { effects }) => sum + effects, 0)),
    name: 'steps of moved executions meanwhile',
    note: `on one instance while another was updated; ${vacated.reduce((sum, { movedEarly }) => sum + movedEarly, 0)} moves had 30 s of work or more left`,
  },
];

const draw = ({ value, name, note, bad = false }: Figure): string =>
  `<div${bad ? ' class="bad"' : ''}><dt>${escape(name)}</dt><dd>${escape(value)}</dd><dd class="note">${escape(note)}</dd></div>`;
