import { createColors } from 'picocolors';
import { staysText } from '../../core/stays';
import type { Look, SeenInstance } from '../cloud/look';
import type { Chapter } from '../story/chapters';
import { approvalText, lockText, reportText } from './status';
import { releaseText, several } from './words';

/** What is shown of a cluster at one moment. */
export interface View {
  at: Date;
  look: Look;
  /** The task state that the upgrade is in, if one runs. */
  chapter: Pick<Chapter, 'state' | 'instance' | 'from' | 'says' | 'problems'> | undefined;
}

const plain = createColors(false);

/** A line for each thing that is other than before, with the time in front; at the first look, for everything. */
export function changes(before: View | undefined, now: View): string[] {
  const known = before ? factsOf(before) : new Map<string, string>();
  const time = now.at.toISOString().slice(11, 19);
  return [...factsOf(now)]
    .filter(([subject, fact]) => fact !== '' && known.get(subject) !== fact)
    .map(([subject, fact]) => `${time}  ${subject}: ${fact}`);
}

const factsOf = ({ look, chapter }: View): Map<string, string> =>
  new Map([
    [`cluster ${look.cluster}`, lockText(look.lock, plain)],
    [
      'upgrade',
      chapter
        ? [`${chapter.state}${chapter.instance ? ` · ${chapter.instance}` : ''}`, chapter.says]
            .filter((part) => part !== undefined)
            .join(': ')
        : '',
    ],
    ['approval', look.approval ? approvalText(look.approval) : ''],
    ...look.instances.map((instance) => [instance.name, instanceText(instance)] as const),
  ]);

function instanceText(instance: SeenInstance): string {
  const { weights, mode, nodes, executions, stays, rollout, release } = instance;
  const which = stays.length > 0 ? ` (${staysText(stays)})` : '';
  return [
    `weight ${[...new Set(weights)].join('/')}`,
    mode,
    `${nodes.running} of ${several(nodes.tasks, 'node')} running, ${nodes.healthy} healthy, ${reportText(instance)}`,
    `${executions.owned} owned, ${executions.parked} parked, ${executions.staying} staying${which}`,
    `rollout ${rollout}`,
    releaseText(release),
  ].join(' · ');
}
