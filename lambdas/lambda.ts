import type { ClusterConfiguration } from '../core/cluster';
import { TransshipError } from '../core/errors';
import type { LockEvent } from './events';
import { type HeldLock, heldLock } from './held-lock';
import { type Stores, openStores } from './stores';
import { logAnswer, logFailure } from './telemetry';

/** A cluster whose lock is held. */
export interface Locked {
  cluster: ClusterConfiguration;
  stores: Stores;
  lock: HeldLock;
}

/** What a Lambda works with once the lock is held. */
export interface Work<Event> extends Locked {
  event: Event;
}

/**
 * A handler that logs each outcome, and whose errors the state machine can tell apart: those that are worth another try
 * have a name of their own.
 */
export const lambda =
  <Event, Answer>(work: (event: Event) => Promise<Answer>) =>
  async (event: Event): Promise<Answer> => {
    try {
      const answer = await work(event);
      logAnswer(event, answer);
      return answer;
    } catch (error) {
      logFailure(event, error);
      throw isPassing(error) ? unavailable(error) : error;
    }
  };

/** A handler that works on a cluster whose lock it holds. */
export const underLock = <Event extends LockEvent, Answer>(
  work: (work: Work<Event>) => Promise<Answer>,
) =>
  lambda(async (event: Event) => {
    const stores = openStores(event.cluster);
    const cluster = await knownCluster(stores, event.cluster);
    return work({ event, cluster, stores, lock: heldLock(stores.locks, event) });
  });

/** Errors: `UnknownCluster`. */
export async function knownCluster(stores: Stores, name: string): Promise<ClusterConfiguration> {
  const configuration = await stores.configurations.read(name);
  if (configuration) return configuration;
  const message = `There is no cluster ${name} in the public store ${process.env.TABLE_NAME}. Is it deployed, and spelt so?`;
  throw new TransshipError('UnknownCluster', message);
}

/** As the SDK marks what the platform may answer otherwise in a moment: no answer, a fault of its own, throttling. */
const isPassing = (error: unknown): error is Error => {
  if (!(error instanceof Error) || error instanceof TransshipError) return false;
  const { $retryable, $metadata, code } = error as {
    $retryable?: unknown;
    $metadata?: { httpStatusCode?: number };
    code?: string;
  };
  return (
    $retryable !== undefined ||
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    /^(TimeoutError|Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|TooManyRequestsException|ProvisionedThroughputExceededException)$/.test(
      error.name,
    ) ||
    /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH)$/.test(code ?? '')
  );
};

const unavailable = (error: Error): TransshipError =>
  new TransshipError(
    'PlatformUnavailable',
    `AWS did not answer, or not now: ${error.name}: ${error.message}`,
    { cause: error },
  );
