import { type Census, type ListedTask, recordOf } from './census';

/**
 * The operator's word, for the first upgrade of a cluster whose nodes have no runtime yet: tasks that have never told
 * of themselves have none in them. What they do can be waited for, and not be moved.
 */
export interface FirstAdoption {
  /** How long a request of theirs may take at most, in seconds. */
  requestSeconds: number;
}

/** Tasks that have never told of themselves: there is no record of any node of theirs. */
export const silentTasks = (census: Census): ListedTask[] =>
  census.tasks.filter(({ slot }) => !recordOf(census, slot));

/** The census of those that can be asked, where these cannot. */
export const apartFrom = (census: Census, silent: ListedTask[]): Census => ({
  ...census,
  tasks: census.tasks.filter((task) => !silent.includes(task)),
  counted: Math.max(0, census.counted - silent.filter(({ state }) => state !== 'stopping').length),
});

/** How long an instance must have had weight 0 until none of its silent tasks can have a request any more. */
export const silenceSeconds = (
  { requestSeconds }: FirstAdoption,
  propagationSeconds: number,
): number => propagationSeconds + requestSeconds;

/** What an upgrade did with an instance without proof that it was vacated, for whoever reads its history. */
export interface WithoutProof {
  instance: string;
  /** Silent ones; of the others there was proof. */
  tasks: number;
  /** How long their requests were waited for, after none could come any more. */
  requestSeconds: number;
  meaning: string;
}

/** Undefined when there was proof of every task. */
export function withoutProof(
  instance: string,
  census: Census,
  firstAdoption: FirstAdoption | undefined,
): WithoutProof | undefined {
  const tasks = silentTasks(census).length;
  if (!firstAdoption || tasks === 0) return undefined;
  const { requestSeconds } = firstAdoption;
  const meaning = `${tasks} of ${census.tasks.length} tasks had no runtime in them: their requests were waited for, ${requestSeconds} s, and not moved. What ran longer was cut off, and cannot be counted.`;
  return { instance, tasks, requestSeconds, meaning };
}
