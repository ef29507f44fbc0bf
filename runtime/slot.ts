import { hostname } from 'node:os';

type Environment = Record<string, string | undefined>;

const INSTANCE_METADATA = 'http://169.254.169.254';
/** It is on the machine itself: where nothing has answered by then, there is none. */
const LONGEST_ANSWER_MS = 5_000;

/** What the platform says of a process. */
export interface OnPlatform {
  /** Of the place that it runs in. */
  slot: string;
  /** Of what runs there; undefined where it does not say. For display only. */
  release: string | undefined;
}

/**
 * `TRANSSHIP_SLOT` says the slot; with `ec2` it is the id of the EC2 instance. Default: the ECS task's ARN where there is
 * one, else host and process. The release is the `family:revision` of the ECS task's definition, the AMI of the EC2 instance,
 * else none.
 */
export async function onPlatform(environment: Environment = process.env): Promise<OnPlatform> {
  const { TRANSSHIP_SLOT: told, ECS_CONTAINER_METADATA_URI_V4: metadata } = environment;
  if (told === 'ec2') return machine(environment);
  if (told) return { slot: told, release: undefined };
  if (metadata) return task(metadata);
  return { slot: `${hostname()}:${process.pid}`, release: undefined };
}

/** No more than the slot. */
export const platformSlot = async (environment?: Environment): Promise<string> =>
  (await onPlatform(environment)).slot;

async function task(metadata: string): Promise<OnPlatform> {
  const answer = await fetch(`${metadata}/task`);
  const { TaskARN, Family, Revision } = (await answer.json()) as Record<string, unknown>;
  if (typeof TaskARN !== 'string')
    throw new Error(`The task metadata at ${metadata}/task has no TaskARN (HTTP ${answer.status})`);
  const isTold = typeof Family === 'string' && typeof Revision === 'string';
  return { slot: TaskARN, release: isTold ? `${Family}:${Revision}` : undefined };
}

/** By version 2 of the instance metadata service, which wants a token. */
async function machine(environment: Environment): Promise<OnPlatform> {
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
    const headers = { 'x-aws-ec2-metadata-token': token };
    const slot = await ask('meta-data/instance-id', { headers });
    // No node is kept from starting because nobody says what it runs.
    const release = await ask('meta-data/ami-id', { headers }).catch(() => undefined);
    return { slot, release };
  } catch (cause) {
    const message = `TRANSSHIP_SLOT is ec2, but the instance metadata service at ${endpoint} does not say which instance this is. In a container, the machine's hop limit for it must be 2.`;
    throw new Error(message, { cause });
  }
}
