import { type Receipts, receiptText } from '../verdict/receipts';
import type { Verdict } from '../verdict/verdict';
import { count, duration } from '../wording';
import { escape } from './html';

/** Everything that was checked, and the figures in full. */
export const tables = (verdict: Verdict): string =>
  [
    table('What was checked', ['', 'check', 'found'], checked(verdict)),
    table(
      'Response times',
      ['request', 'when', 'answered', 'p50', 'p99', 'longest'],
      times(verdict),
    ),
    table(
      'Instances',
      [
        'instance',
        'last step ended after',
        'all sealed after',
        'moved away',
        '30 s or more left',
        'being changed for',
      ],
      instances(verdict),
    ),
    ...(verdict.receipts.example
      ? [
          table(
            'Moves of orders, by the receipts that the nodes have kept',
            ['executions', 'moves', 'translated', 'stayed', 'taken over', 'one of them'],
            [receipts(verdict.receipts, verdict.receipts.example)],
          ),
        ]
      : []),
  ].join('');

const checked = ({ checks }: Verdict): string[][] =>
  checks.map(({ passed, name, detail }) => [passed ? '✓' : '✗', name, detail]);

const times = ({ quotes, orders }: Verdict): string[][] =>
  Object.entries({ quotes, orders }).flatMap(([service, { responses }]) =>
    Object.entries(responses).map(([when, { count: n, p50, p99, max }]) => [
      service,
      when,
      count(n),
      ...[p50, p99, max].map((ms) => (n > 0 ? duration(ms) : '–')),
    ]),
  );

const instances = ({ vacated, overlap }: Verdict): string[][] =>
  vacated.map(({ instance, lastEndedMs, sealedMs, moved, movedEarly }, index) => [
    instance,
    duration(lastEndedMs),
    duration(sealedMs),
    count(moved),
    count(movedEarly),
    duration(overlap[index]?.updatedForMs),
  ]);

const receipts = (
  { executions, moves, translated, stayed, takenOver }: Receipts,
  example: NonNullable<Receipts['example']>,
): string[] => [
  ...[executions, moves, translated, stayed, takenOver].map(count),
  receiptText(example),
];

function table(caption: string, head: string[], rows: string[][]): string {
  const cells = (row: string[], tag: string) =>
    row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('');
  const body = rows.map(
    (row) => `<tr${row[0] === '✗' ? ' class="bad"' : ''}>${cells(row, 'td')}</tr>`,
  );
  return `<div class="scroll"><table><caption>${escape(caption)}</caption><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
