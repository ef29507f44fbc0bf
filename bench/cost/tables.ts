import type { Recording } from '../../recordings/recording';
import type { Counts } from './counts';
import { LOOKED_UP, type Price, REGION, prices } from './prices';
import { requestsCost } from './requests';
import { standingCost } from './standing';
import { HOURS_OF_MONTH, taskHours } from './task';
import { type UpgradeOptions, sum, upgradeCost } from './upgrade';

/** A table of docs/cost.md, in Markdown as Prettier leaves it alone once it has aligned it. */
export interface Table {
  title: string;
  head: string[];
  rows: string[][];
}

/** With so many digits that the smallest says something. */
export function dollars(value: number): string {
  if (value === 0) return '0';
  if (value < 0.01) return `$${value.toFixed(4)}`;
  return `$${value.toFixed(value < 1 ? 3 : 2)}`;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

const HANDOVERS: [string, number][] = [
  ['1 minute', 60],
  ['1 hour', 3_600],
  ['1 day', 86_400],
];

export async function upgradeTable(
  options: UpgradeOptions,
  recording: Recording,
  counts: Counts,
): Promise<Table> {
  const rows = HANDOVERS.map(async ([name, handoverSeconds]) => {
    const cost = await upgradeCost({ ...options, handoverSeconds }, recording, counts);
    const { surge, ...own } = cost.dollars;
    return [
      name,
      whole(cost.transitions),
      dollars(own.transitions),
      whole(cost.invocations),
      dollars(own.lambda),
      dollars(own.store),
      dollars(own.metrics),
      dollars(own.telling),
      dollars(sum(Object.values(own))),
      dollars(surge / options.nodes),
    ];
  });
  return {
    title: `One upgrade of ${options.instances} instances`,
    head: [
      'handover of each instance',
      'transitions',
      'for them',
      'invocations',
      'for them',
      'public store',
      'metrics',
      'logs, trace, messages',
      'sum',
      'and for each task of an instance',
    ],
    rows: await Promise.all(rows),
  };
}

export function standingTable({ standingStill }: Counts): Table {
  const rows = standingStill.map((counted) => {
    const cost = standingCost(counted);
    const { reads, writes, alarms, dashboard } = cost.dollars;
    return [
      `${counted.instances} × ${counted.nodes}`,
      whole(cost.readUnits),
      dollars(reads),
      whole(cost.writeUnits),
      dollars(writes),
      dollars(alarms),
      dollars(dashboard),
      dollars(sum(Object.values(cost.dollars))),
      dollars((reads + writes) / counted.instances / counted.nodes),
      dollars(taskHours(HOURS_OF_MONTH)),
    ];
  });
  return {
    title: 'A month of standing still',
    head: [
      'instances × nodes',
      'read units',
      'for them',
      'write units',
      'for them',
      'alarms',
      'dashboard',
      'sum',
      'of it, for each node',
      'to compare: a task of ½ vCPU and 1 GB',
    ],
    rows,
  };
}

export function requestsTable(requests: number, { requests: counted }: Counts): Table {
  const rows = counted.map((each) => {
    const cost = requestsCost(requests, each);
    return [
      each.checkpointAfter === null ? 'Infinity' : `${each.checkpointAfter}`,
      `${each.writes}`,
      `${each.writeUnits}`,
      dollars(cost.dollars.writes),
      dollars(cost.dollars.kept),
      dollars(sum(Object.values(cost.dollars))),
    ];
  });
  return {
    title: `${whole(requests)} requests of ${counted[0]?.steps ?? 0} steps`,
    head: [
      'checkpointAfter (ms)',
      'writes a request',
      'write units a request',
      'writes',
      'kept in the table',
      'sum',
    ],
    rows,
  };
}

export const priceTable = (): Table => ({
  title: `Prices in ${REGION}, looked up on ${LOOKED_UP}`,
  head: ['price', 'for', 'AWS’s page', 'read on'],
  rows: Object.values<Price>(prices).map(({ value, per, unit, page, readOn }) => [
    `$${value}`,
    `${per === 1 ? 'a' : per.toLocaleString('en-US')} ${unit}`,
    `[${page.split('/')[3] ?? ''}](${page})`,
    readOn === undefined ? 'the same' : `[${new URL(readOn).host}](${readOn})`,
  ]),
});

export const markdown = ({ head, rows }: Table): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** For a terminal. */
export function aligned({ title, head, rows }: Table): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const row = (cells: string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [title, ...lines.map(row)].join('\n');
}
