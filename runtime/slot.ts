import { hostname } from 'node:os';

/**
 * The platform's name of the place that this process runs in: the ECS task's ARN where there is one, else host and
 * process.
 */
export async function platformSlot(
  environment: Record<string, string | undefined> = process.env,
): Promise<string> {
  const metadata = environment.ECS_CONTAINER_METADATA_URI_V4;
  if (metadata === undefined) return `${hostname()}:${process.pid}`;
  const answer = await fetch(`${metadata}/task`);
  const { TaskARN } = (await answer.json()) as { TaskARN?: unknown };
  if (typeof TaskARN !== 'string')
    throw new Error(`The task metadata at ${metadata}/task has no TaskARN (HTTP ${answer.status})`);
  return TaskARN;
}
