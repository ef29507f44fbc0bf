import type { Place } from '../../core/place';
import type { Missing, Move } from '../../core/receipt';
import { moment, span } from './words';

/** One move of an execution in a line, or that there is nothing to tell of it. */
export const receiptText = (receipt: Move | Missing): string =>
  `move ${receipt.epoch - 1}: ${'missing' in receipt ? missingText(receipt) : moveText(receipt)}`;

const missingText = ({ missing }: Missing): string =>
  missing === 'due' ? 'no receipt yet' : 'no receipt; its node ended before it had written one';

const moveText = (move: Move): string =>
  [leftText(move), ...afterText(move), takenText(move), versionText(move), resumedText(move)].join(
    ', ',
  );

function leftText({ how, from, parkedAt }: Move): string {
  if (!from) return 'from no node that is known';
  if (how === 'takeover') return `from ${placeText(from)}, which ended without parking it`;
  return `parked by ${placeText(from)}${parkedAt === undefined ? '' : ` at ${moment(new Date(parkedAt))}`}`;
}

const afterText = ({ after }: Move): string[] =>
  after === undefined ? ['before its first step was over'] : [`after ${after}`];

function takenText({ how, to, parkedAt, claimedAt }: Move): string {
  const when =
    parkedAt === undefined
      ? `at ${moment(new Date(claimedAt))}`
      : // By two nodes' clocks.
        `${span(Math.max(0, claimedAt - parkedAt))} later`;
  return `${words[how]} ${placeText(to)} ${when}`;
}

const words: Record<Move['how'], string> = {
  parked: 'claimed by',
  takeover: 'taken over by',
  stays: 'read by no other and so kept to its end by',
};

function versionText({ versions: { from, to }, translated }: Move): string {
  const versions = from === undefined || from === to ? `version ${to}` : `version ${from} to ${to}`;
  return translated ? `${versions} (translated)` : versions;
}

const resumedText = ({ claimedAt, resumedAt }: Move): string =>
  resumedAt === undefined
    ? 'not resumed: it ended, or was given up, in its replay'
    : `resumed ${span(resumedAt - claimedAt)} later`;

const placeText = ({ node, instance, release }: Place): string =>
  `${instance} (${release === undefined ? '' : `${release}, `}node ${node})`;
