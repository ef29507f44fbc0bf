import type { LambdaOutcome } from '../../local/lambda';
import type { StoreRequest } from '../../local/dynamodb';
import type { Cluster } from '../support/real-cluster';
import { atRequest } from '../support/strike';
import type { Interference } from './interposition';

/** What a fault is dealt with. */
export interface Target {
  cluster: Cluster;
  functionName: string;
  /** Stops the execution that the fault befalls. */
  stop(this: void): Promise<unknown>;
}

interface Fault {
  /** What it is, for readers. */
  told: string;
  /** How the upgrade ends; `as-planned`: as without the fault, because the state is tried again. */
  ending: 'as-planned' | 'ABORTED' | 'FAILED';
  /** What befalls the state's attempts, one after the other. Those that follow are left alone. */
  attempts: ((target: Target) => Interference)[];
}

/** The Lambda never begins. */
const refuses = (errorType: string) => () => () => Promise.resolve(failure(errorType));

/** The Lambda does all its work, and this is what the state machine hears of it. */
const afterAll =
  (errorType: string) =>
  (): Interference =>
  async (run): Promise<LambdaOutcome> => {
    await run();
    return failure(errorType);
  };

const failure = (errorType: string): LambdaOutcome => ({
  ok: false,
  errorType,
  errorMessage: 'So says the fault matrix.',
});

/** What of an upgrade's own a Lambda asks the public store for. */
const anything = ({ key }: StoreRequest): boolean => key?.pk.startsWith('cluster#') ?? false;

/** The last moment before a change: a look at the lock, which it can be refused by no more; or the change itself. */
const turningPoint = (request: StoreRequest): boolean =>
  (anything(request) && (request.operation !== 'GetItem' || request.key?.sk === 'lock')) ||
  ((request.key?.pk.startsWith('mode#') ?? false) && request.operation !== 'GetItem');

const during =
  (isIt: (request: StoreRequest) => boolean, nth: number, act: Act) =>
  (target: Target): Interference =>
  async (run) => {
    const { cluster, functionName } = target;
    const giveUp = atRequest(cluster, functionName, { isIt, nth, act: (pid) => act(pid, target) });
    return run().finally(giveUp);
  };

type Act = (pid: number, target: Target) => Promise<unknown>;

const signal = (name: NodeJS.Signals) => (pid: number) =>
  Promise.resolve(void process.kill(pid, name));
const sleeps = signal('SIGSTOP');
const dies = signal('SIGKILL');

const faults = {
  'throws a retryable error': {
    told: 'first before it has done anything, then, tried again, after it has done everything',
    ending: 'as-planned',
    attempts: [refuses('PlatformUnavailable'), afterAll('StoreUnavailable')],
  },
  'throws a fatal error': {
    told: 'an error that nothing is known of, after it has done everything',
    ending: 'FAILED',
    attempts: [afterAll('TypeError')],
  },
  'times out': {
    told: 'its process falls asleep (SIGSTOP) and is ended by Lambda: first at its first request to the public store, then, tried again, when it has looked at the lock or makes its first change there',
    ending: 'as-planned',
    attempts: [during(anything, 1, sleeps), during(turningPoint, 1, sleeps)],
  },
  'its answer is lost': {
    told: 'it does everything, and Step Functions hears `Lambda.SdkClientException`; tried again, it does everything again, and Step Functions hears `Lambda.Unknown`',
    ending: 'as-planned',
    attempts: [afterAll('Lambda.SdkClientException'), afterAll('Lambda.Unknown')],
  },
  'is stopped': {
    told: 'the execution is stopped (StopExecution) while the Lambda runs, which then goes on to its end',
    ending: 'ABORTED',
    attempts: [during(anything, 1, (_, { stop }) => stop())],
  },
  'its process dies': {
    told: 'the Lambda’s process is killed (SIGKILL) at its first request to the public store; tried again, at its first, second and third look at the lock or change there, as far as it has so many',
    ending: 'as-planned',
    attempts: [
      during(anything, 1, dies),
      ...[1, 2, 3].map((nth) => during(turningPoint, nth, dies)),
    ],
  },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as FaultName[];

export const faultNamed = (name: FaultName): Fault => faults[name];
