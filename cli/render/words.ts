import type { Release } from '../../core/cluster';

/** How much of a digest tells two images apart for a person. */
const DIGEST = 12;

/** `123….amazonaws.com/shop/orders@sha256:<64 digits>` → `shop/orders@a038c7ec3347`; an AMI as it is. */
export function short(artifact: string): string {
  const [, repository = '', digest = ''] = /^[^/]+\/(.+)@sha256:([0-9a-f]+)$/.exec(artifact) ?? [];
  return repository ? `${repository}@${digest.slice(0, DIGEST)}` : artifact;
}

/** Component → what it runs, in one line. */
export const releaseText = (release: Release): string =>
  Object.entries(release)
    .map(([component, artifact]) => `${component} ${short(artifact)}`)
    .join(', ') || 'nothing';

/** The last part of an execution's ARN: its name. */
export const nameOf = (execution: string): string => execution.split(':').at(-1) ?? execution;

/** 0.4 s, 8.3 s, 42 s, 5 min 3 s, 2 h 4 min. */
export function span(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

/** 2026-11-24 17:05:59 UTC */
export const moment = (at: Date): string =>
  `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Columns as wide as their widest cell. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const several = (count: number, one: string): string =>
  `${count} ${count === 1 ? one : `${one}s`}`;
