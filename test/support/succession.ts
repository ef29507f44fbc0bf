import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { LambdaOutcome } from '../../local/lambda';
import type { Release } from '../../core/cluster';
import type { UpdateOptions } from '../../core/update';
import { type HeldInvocation, type Invocation, watchInvocations } from './invocations';
import type { Cluster } from './real-cluster';
import { stateOf } from './state-of';
import { type Moment, strikeAt } from './strike';

/** A Lambda whose upgrade has been stopped while it sleeps. */
export interface Sleeper {
  invocation: Invocation;
  /** Resolves with how it has ended. Does nothing where its process has. */
  wake(): Promise<LambdaOutcome>;
}

/** One upgrade after the other, each stopped while one of its Lambdas sleeps, and succeeded by the next. */
export class Succession {
  private readonly invocations;
  /** The upgrade that is running, kept waiting before its next Lambda. */
  private running: { executionArn: string; held: HeldInvocation | undefined } | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly update?: Release,
    private readonly options?: Partial<UpdateOptions>,
  ) {
    this.invocations = watchInvocations(cluster);
  }

  /** Resolves when the running upgrade, or a new one, is about to invoke this Lambda, and keeps it waiting there. */
  async arriveAt(functionName: string): Promise<HeldInvocation> {
    const arrived = this.invocations.hold((next) => next.functionName === functionName);
    const executionArn = await this.goOn();
    const held = await arrived;
    this.running = { executionArn, held };
    return held;
  }

  /**
   * Puts a Lambda of the upgrade to sleep at this moment, and stops the upgrade. `late`: what it asks of the store at
   * this moment is carried out only once it wakes; otherwise at once, and it wakes to the answer.
   */
  async fallAsleep(moment: Moment, { late }: { late: boolean }): Promise<Sleeper> {
    let open = (): void => undefined;
    const woken = new Promise<void>((resolve) => (open = resolve));
    const asleep = strikeAt(this.cluster, moment, 'SIGSTOP', late ? woken : undefined);
    await this.goOn();
    const pid = await asleep;
    const invocation = this.invocations.all.findLast(
      ({ functionName }) => functionName === moment.functionName,
    );
    if (!invocation) throw new Error(`${moment.functionName} sleeps but was never invoked`);
    await this.stop();
    return {
      invocation,
      wake: () => {
        open();
        if (this.cluster.cloud.lambdas?.processes().some((each) => each.pid === pid))
          process.kill(pid, 'SIGCONT');
        return invocation.outcome;
      },
    };
  }

  /** Starts the next upgrade, and resolves when it is about to go on from this state of its own. */
  async succeedTo(state: string): Promise<void> {
    const begun = this.invocations.all.length;
    const arrived = this.invocations.hold(
      (next, last) =>
        this.invocations.all.length > begun &&
        last?.functionName === state &&
        // Not the same once more, after a time-out.
        next.functionName !== state,
    );
    const executionArn = await this.cluster.startUpgrade(this.update, this.options);
    this.running = { executionArn, held: await arrived };
  }

  /**
   * Puts a Lambda to sleep before this look of it at the store, and wakes it when its upgrade has been stopped and the
   * next one has planned. Tells how it has ended, and how everything stood before and after it was awake.
   */
  async overtake(moment: Moment) {
    const sleeper = await this.fallAsleep(moment, { late: true });
    await this.succeedTo('PlanUpgrade');
    const before = await stateOf(this.cluster);
    const outcome = await sleeper.wake();
    return { outcome, before, after: await stateOf(this.cluster) };
  }

  /** Lets the running upgrade go on, or starts one. Returns its execution's ARN. */
  async goOn(): Promise<string> {
    this.running ??= {
      executionArn: await this.cluster.startUpgrade(this.update, this.options),
      held: undefined,
    };
    this.running.held?.letGo();
    return this.running.executionArn;
  }

  /** Stops the running upgrade, if there is one. */
  async stop(): Promise<void> {
    if (!this.running) return;
    const { executionArn } = this.running;
    this.running = undefined;
    await this.cluster.cloud.clients.stateMachines.send(new StopExecutionCommand({ executionArn }));
  }
}
