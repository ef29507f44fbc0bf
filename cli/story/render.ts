import type { Colors } from 'picocolors/types';
import { moment, nameOf, releaseText, span } from '../render/words';
import type { Upgrade } from '../cloud/upgrades';
import { messageOf } from '../../core/cause';
import type { Chapter } from './chapters';

const NAME_WIDTH = 28;

/** A whole upgrade, as a person would tell it: when, what, with which instance, how long, and what came of it. */
export function storyText(upgrade: Upgrade, chapters: Chapter[], colors: Colors): string {
  const { startedAt } = upgrade;
  return [
    heading(upgrade, colors),
    ...chapters.map((chapter) => chapterText(chapter, startedAt, colors)),
    endText(upgrade, colors),
  ].join('\n');
}

export const heading = ({ execution, startedAt, input }: Upgrade, colors: Colors): string =>
  `${colors.bold(nameOf(execution))}, begun ${moment(startedAt)}${aim(input)}`;

function aim(input: string): string {
  try {
    const { cluster, update, rollBack } = JSON.parse(input) as {
      cluster?: string;
      update?: Record<string, string>;
      rollBack?: boolean;
    };
    return `: cluster ${cluster} ${rollBack ? 'back to what it ran before' : `to ${releaseText(update ?? {})}`}`;
  } catch {
    return '';
  }
}

/** `  8.3 s  Await handover · first          0.9 s  2 of 2 nodes vacated; …`, and a line for each problem. */
export function chapterText(chapter: Chapter, startedAt: Date, colors: Colors): string {
  const { state, instance, from, to, says, problems } = chapter;
  const after = span(from.getTime() - startedAt.getTime()).padStart(9);
  const name = `${state}${instance === undefined ? '' : ` · ${instance}`}`.padEnd(NAME_WIDTH);
  const took = span(to.getTime() - from.getTime()).padStart(9);
  const line = `${colors.dim(after)}  ${name} ${colors.dim(took)}  ${says ?? ''}`.trimEnd();
  return [line, ...problems.map((text) => colors.yellow(`${' '.repeat(11)}! ${text}`))].join('\n');
}

export function endText(upgrade: Upgrade, colors: Colors): string {
  const { status, startedAt, endedAt, error, cause } = upgrade;
  if (!endedAt) return 'It is still going on.';
  const after = span(endedAt.getTime() - startedAt.getTime());
  switch (status) {
    case 'SUCCEEDED':
      return colors.green(`Succeeded after ${after}.`);
    case 'ABORTED':
      return colors.yellow(`Stopped after ${after}. ${cause ?? ''}`.trimEnd());
    default:
      return colors.red(`${endings[status] ?? status} after ${after}: ${reason(error, cause)}`);
  }
}

const endings: Record<string, string> = { FAILED: 'Failed', TIMED_OUT: 'Timed out' };

const reason = (error = 'no reason is told', cause?: string): string =>
  cause === undefined ? error : `${error}: ${messageOf(cause)}`;
