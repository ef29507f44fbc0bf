import type { Performance } from './perform';
import type { Turn } from './scenario';
import { type Node, isLeaf } from './tree';
import { nameOf } from './versions';

/** All there is to know of one program: its versions, how it was moved, what was done and what was wrong. */
export function told({ seed, scenario, shares, passed, violations }: Performance): string {
  const { versions, turns, last, storm } = scenario;
  const lines = [`Program ${seed}`];
  for (const [version, { tree, edits }] of versions.entries()) {
    lines.push(`  version ${nameOf(version)}: ${tree.map(text).join('; ')}`);
    lines.push(...edits.map((edit) => `    ${JSON.stringify(edit, withoutTrees)}`));
  }
  lines.push(
    `  turns: ${[...turns.map(turnText), `version ${nameOf(last)} to the end`].join(', ')}`,
  );
  lines.push(
    `  faults: ${storm.map((fault) => (fault ? Object.values(fault).join(' ') : '-')).join(', ')}`,
  );
  for (const share of shares) {
    const done = share.effects.map(({ step }) => step).join(' ');
    const found = share.left.outcomes.map((outcome) => outcome.id).join(' ');
    lines.push(`  version ${nameOf(share.version)} was ${share.how}: did ${done || 'nothing'}`);
    lines.push(
      `    found then, of version ${share.left.version}, from ${share.left.claimedFrom ?? '-'}: ${found}`,
    );
  }
  if (passed) lines.push(`  result: ${JSON.stringify(passed.result)}`);
  lines.push(...violations.map((violation) => `  NOT ${violation}`));
  return lines.join('\n');
}

const withoutTrees = (key: string, value: unknown) => (key === 'tree' ? undefined : value);

const turnText = ({ version, until, after }: Turn): string =>
  `version ${nameOf(version)} ${until} after ${after}`;

function text(node: Node): string {
  if (isLeaf(node)) {
    const more =
      node.kind === 'step' ? [node.size, ...(node.shapes ? [`${node.shapes}'`] : [])] : [];
    return `${node.name}=${node.id}(${[node.kind, ...more, `${node.ms} ms`].join(' ')})`;
  }
  const within = node.of.map(text);
  if (node.kind === 'parallel') return `[${within.join(' | ')}]`;
  if (node.kind === 'caught') return `try {${within.join('; ')}}`;
  return `${node.name}×${node.times}${node.sideBySide ? ' side by side' : ''} {${within.join('; ')}}`;
}
