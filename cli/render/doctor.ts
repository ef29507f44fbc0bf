import type { Colors } from 'picocolors/types';
import type { Finding } from '../doctor/finding';
import { several } from './words';

/** A line for each finding, and below it what to do; at the end, how many of which there are. */
export function findingsText(findings: Finding[], colors: Colors): string {
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red };
  const count = (level: Finding['level']) =>
    findings.filter((finding) => finding.level === level).length;
  return [
    ...findings.flatMap(({ level, about, says, remedy }) => [
      `${paint[level](level.padEnd(4))}  ${about}: ${says}`,
      ...(remedy === undefined ? [] : [`      → ${remedy}`]),
    ]),
    `${count('ok')} ok, ${several(count('warn'), 'warning')}, ${several(count('fail'), 'failure')}`,
  ].join('\n');
}
