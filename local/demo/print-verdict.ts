import type { Colors } from 'picocolors/types';
import { receiptText } from './verdict/receipts';
import { count, duration } from './wording';
import type { Vacated } from './verdict/vacated';
import type { RequestsVerdict } from './verdict/requests';
import type { Verdict } from './verdict/verdict';

/** The verdict as text for a terminal: what was checked first, then the figures. */
export const verdictText = (verdict: Verdict, colors: Colors): string =>
  [headline(verdict, colors), ...checks(verdict, colors), '', ...figures(verdict, colors)].join(
    '\n',
  );

const headline = (
  { passed, strategy, releases: { from, to }, drill, upgrade }: Verdict,
  { bold, green, red }: Colors,
): string => {
  const word = passed ? green('PASSED') : red('FAILED');
  const took = duration(upgrade.tookMs);
  const course = drill
    ? `roll-back drill, back after ${took}: the new release ${drill.does}`
    : `${strategy}, upgraded from release ${from} to ${to} in ${took}`;
  return `${bold(word)}  ${course}\n`;
};

const checks = ({ checks: all }: Verdict, { green, red, dim }: Colors): string[] =>
  all.map(
    ({ passed, name, detail }) =>
      `${passed ? green('✓') : red('✗')} ${name}\n  ${passed ? dim(detail) : red(detail)}`,
  );

function figures(verdict: Verdict, { bold }: Colors): string[] {
  const { quotes, orders, moves, vacated, overlap } = verdict;
  const { p50, p99, max } = moves.parkToResume;
  return [
    bold('Response times of quotes'),
    ...responses(quotes),
    bold('Response times of orders'),
    ...responses(orders),
    ...failures([quotes, orders], bold('Failures')),
    bold('Moved'),
    `  ${count(moves.executions)} executions: ${moves.onOldRelease} times on the old release, ${moves.acrossReleases} across releases`,
    ...(moves.executions > 0
      ? [`  park to resume p50 ${duration(p50)}, p99 ${duration(p99)}, longest ${duration(max)}`]
      : []),
    ...receiptLines(verdict, bold('By the nodes’ own receipts')),
    bold('Vacated'),
    ...vacated.map(vacatedLine),
    bold('Meanwhile'),
    ...overlap.map(
      ({ instance, executions, effects, updatedForMs }) =>
        `  ${count(effects)} steps of ${executions} moved executions while ${instance} was updated (${duration(updatedForMs)})`,
    ),
    ...(verdict.ledger.examples.length > 0
      ? [bold('From the ledger'), ...verdict.ledger.examples.map((example) => `  ${example}`)]
      : []),
  ];
}

const receiptLines = ({ receipts }: Verdict, title: string): string[] =>
  receipts.example === undefined
    ? []
    : [
        title,
        `  ${count(receipts.moves)} moves of ${count(receipts.executions)} executions: ${receipts.translated} translated, ${receipts.stayed} stayed, ${receipts.takenOver} taken over`,
        `  ${receiptText(receipts.example)}`,
      ];

const responses = ({ responses: { before, during, after } }: RequestsVerdict): string[] =>
  Object.entries({ before, during, after }).map(([when, { count: n, p50, p99, max }]) =>
    n === 0
      ? `  ${when.padEnd(7)} none`
      : `  ${when.padEnd(7)} p50 ${duration(p50)}, p99 ${duration(p99)}, longest ${duration(max)}`,
  );

function failures(services: RequestsVerdict[], title: string): string[] {
  const reasons: Record<string, number> = {};
  for (const [reason, times] of services.flatMap((service) => Object.entries(service.failures)))
    reasons[reason] = (reasons[reason] ?? 0) + times;
  if (Object.keys(reasons).length === 0) return [];
  return [
    title,
    ...Object.entries(reasons).map(([reason, times]) => `  ${count(times)} ${reason}`),
  ];
}

function vacatedLine({
  instance,
  lastEndedMs,
  sealedMs,
  longestStepMs,
  moved,
  movedEarly,
}: Vacated) {
  const sealed = sealedMs === undefined ? '' : `, all sealed after ${duration(sealedMs)}`;
  return [
    `  ${instance}: last step ended after ${duration(lastEndedMs)}${sealed}`,
    `    (longest step ${duration(longestStepMs)}); ${moved} moved, ${movedEarly} with 30 s or more left`,
  ].join('\n');
}
