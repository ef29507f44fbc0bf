import { hostname } from 'node:os';

type Environment = Record<string, string | undefined>;

const INSTANCE_METADATA = 'http://169.254.169.254';
/** It is on the machine itself: where nothing has answered by then, there is none. */
const LONGEST_ANSWER_MS = 5_000;

/**
 * The platform's name of the place that this process runs in. `TRANSSHIP_SLOT` says it; with `ec2` it is the id of the
 * EC2 instance. Default: the ECS task's ARN where there is one, else host and process.
 */
export async function platformSlot(environment: Environment = process.env): Promise<string> {
  const { TRANSSHIP_SLOT: told, ECS_CONTAINER_METADATA_URI_V4: metadata } = environment;
  if (told === 'ec2') return instanceId(environment);
  if (told) return told;
  return metadata ? taskArn(metadata) : `${hostname()}:${process.pid}`;
}

async function taskArn(metadata: string): Promise<string> {
  const answer = await fetch(`${metadata}/task`);
  const { TaskARN } = (await answer.json()) as { TaskARN?: unknown };
  if (typeof TaskARN !== 'string')
    throw new Error(`The task metadata at ${metadata}/task has no TaskARN (HTTP ${answer.status})`);
  return TaskARN;
}

/** By version 2 of the instance metadata service, which wants a token. */
async function instanceId(environment: Environment): Promise<string> {
  const endpoint = environment.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? INSTANCE_METADATA;
  const ask = async (path: string, init: RequestInit): Promise<string> => {
    const signal = AbortSignal.timeout(LONGEST_ANSWER_MS);
    const answer = await fetch(`${endpoint}/latest/${path}`, { ...init, signal });
    if (answer.ok) return answer.text();
    throw new Error(`${path}: HTTP ${answer.status}`);
  };
  try {
    const token = await ask('api/token', {
      method: 'PUT',
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
    });
    return await ask('meta-data/instance-id', { headers: { 'x-aws-ec2-metadata-token': token } });
  } catch (cause) {
    const message = `TRANSSHIP_SLOT is ec2, but the instance metadata service at ${endpoint} does not say which instance this is. In a container, the machine's hop limit for it must be 2.`;
    throw new Error(message, { cause });
  }
}
