import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import type { Clock } from '../../core/clock';
import type { Json } from '../../core/json';
import type { Lambdas } from '../lambda';
import { StateError } from './failure';
import { History, HISTORY_LIMIT, HistoryFull } from './history';
import { interpret } from './interpreter';
import type { Machine } from './machines';
import { type Position, type Run, sleep } from './run';
import type { Tokens } from './tokens';

export interface Services {
  invoke: Lambdas['invoke'];
  tokens: Tokens;
  clock: Clock;
  /** From 0 to 1, for jitter. */
  random(): number;
  /** Is told of each execution that has ended. */
  ended(execution: Execution): void;
}

/** What a run is ended with from outside. */
class Ended extends Error {}

/** One execution of a state machine, from its start through stops and redrives. */
export class Execution {
  status: ExecutionStatus = 'RUNNING';
  readonly startedAt: number;
  stoppedAt: number | undefined;
  redrivenAt: number | undefined;
  redriveCount = 0;
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  readonly history: History;
  private position: Position;
  private ending = new AbortController();

  constructor(
    readonly arn: string,
    readonly name: string,
    readonly machine: Machine,
    /** The input as it was given, as JSON text. */
    readonly input: string,
    private readonly services: Services,
  ) {
    this.startedAt = services.clock.now();
    this.history = new History(services.clock);
    this.history.add('ExecutionStarted', {
      executionStartedEventDetails: {
        input,
        inputDetails: { truncated: false },
        roleArn: machine.roleArn,
      },
    });
    this.position = {
      state: machine.definition.StartAt,
      input: JSON.parse(input) as Json,
      variables: {},
    };
    void this.go();
  }

  /** Ends it at once, wherever it is. A function that is running is left to run, and what it answers is ignored. */
  stop(error: string | undefined, cause: string | undefined): void {
    if (this.status !== 'RUNNING') return;
    this.end('ABORTED', error, cause);
    this.history.add('ExecutionAborted', { executionAbortedEventDetails: { error, cause } });
  }

  /** Why it cannot be redriven; undefined if it can. */
  get notRedrivable(): string | undefined {
    if (this.status === 'RUNNING' || this.status === 'SUCCEEDED')
      return `Execution is ${this.status} and cannot be redriven`;
    if (this.history.events.length >= HISTORY_LIMIT - 1)
      return 'Execution history event limit exceeded';
    return undefined;
  }

  /** Goes on from the state that did not succeed, with the input and the variables that it was entered with. */
  redrive(): void {
    this.redriveCount++;
    this.redrivenAt = this.services.clock.now();
    this.status = 'RUNNING';
    this.stoppedAt = this.error = this.cause = undefined;
    this.ending = new AbortController();
    this.history.add('ExecutionRedriven', {
      executionRedrivenEventDetails: { redriveCount: this.redriveCount },
    });
    // A task is scheduled again within its visit; any other state is entered again.
    if (this.machine.definition.States[this.position.state]?.Type !== 'Task')
      this.position = { ...this.position, entered: undefined };
    void this.go();
  }

  /** Ends whatever of it is still under way, without a trace in the history. */
  abandon(): void {
    this.ending.abort(new Ended());
  }

  private async go(): Promise<void> {
    const { signal } = this.ending;
    const run: Run = {
      ...this.services,
      signal,
      context: this.context(),
      record: (type, details) => {
        signal.throwIfAborted();
        return this.history.add(type, details);
      },
      arrive: (position) => {
        signal.throwIfAborted();
        this.position = position;
      },
    };
    void this.limitTime(run);
    try {
      const output = await interpret(this.machine.definition, this.position, run);
      signal.throwIfAborted();
      this.succeed(output);
    } catch (error) {
      // Whoever ended it has said so in the history.
      if (!signal.aborted) this.fail(error);
    }
  }

  private async limitTime(run: Run): Promise<void> {
    const { TimeoutSeconds: timeout } = this.machine.definition;
    if (timeout === undefined) return;
    const over = await sleep(run, 1000 * timeout).then(
      () => true,
      () => false,
    );
    if (!over || run.signal.aborted) return;
    // AWS tells the error in the history only.
    this.end('TIMED_OUT', undefined, undefined);
    this.history.add('ExecutionTimedOut', {
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  }

  private succeed(output: Json): void {
    this.end('SUCCEEDED', undefined, undefined);
    this.output = output;
    this.history.add('ExecutionSucceeded', {
      executionSucceededEventDetails: {
        output: JSON.stringify(output),
        outputDetails: { truncated: false },
      },
    });
  }

  private fail(thrown: unknown): void {
    const { error, cause } = thrown instanceof StateError ? thrown : runtimeError(thrown);
    this.end('FAILED', error, cause);
    this.history.add('ExecutionFailed', { executionFailedEventDetails: { error, cause } });
  }

  private end(status: ExecutionStatus, error: string | undefined, cause: string | undefined): void {
    this.status = status;
    this.error = error;
    this.cause = cause;
    this.stoppedAt = this.services.clock.now();
    this.ending.abort(new Ended());
    this.services.ended(this);
  }

  private context(): Run['context'] {
    const { arn, name, machine, input, startedAt, redriveCount, redrivenAt } = this;
    return {
      Execution: {
        Id: arn,
        Name: name,
        Input: JSON.parse(input) as Json,
        RoleArn: machine.roleArn,
        StartTime: new Date(startedAt).toISOString(),
        RedriveCount: redriveCount,
        ...(redrivenAt !== undefined && { RedriveTime: new Date(redrivenAt).toISOString() }),
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
  }
}

const runtimeError = (thrown: unknown): StateError =>
  new StateError(
    'States.Runtime',
    thrown instanceof HistoryFull
      ? `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`
      : String(thrown),
  );
