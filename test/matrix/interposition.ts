import type { Json } from '../../core/json';
import type { LambdaOutcome } from '../../local/lambda';
import type { Cluster } from '../support/real-cluster';

export interface Invocation {
  functionName: string;
  /** The instance that it is about, if one. */
  instance: string | undefined;
  /** Of the lock that it goes by, once there is one. */
  generation: number | undefined;
  /** By this machine's clock, in milliseconds since the epoch. */
  from: number;
  /** Undefined while it runs. */
  to: number | undefined;
}

/** Is given how to run the invocation as it is, and resolves with what the state machine is to hear. */
export type Interference = (run: () => Promise<LambdaOutcome>) => Promise<LambdaOutcome>;

/** What is to befall the next invocations that are meant, one after the other. Empty: it has all come to pass. */
interface Ambush {
  isMeant(this: void, invocation: Invocation): boolean;
  interferences: Interference[];
}

/** Stands between the state machines of a cluster and their Lambdas: remembers what was invoked, and interferes. */
export class Interposition {
  /** Since it was last told to forget, in the order in which they were invoked. */
  log: Invocation[] = [];
  private ambushes: Ambush[] = [];

  constructor({ cloud: { lambdas } }: Cluster) {
    if (!lambdas) throw new Error('No functions are deployed');
    const invoke = lambdas.invoke.bind(lambdas);
    lambdas.invoke = async (functionName, payload) => {
      const invocation = this.enter(functionName, payload as Json);
      const interference = this.interferenceWith(invocation);
      const run = () => invoke(functionName, payload);
      const outcome = await (interference ? interference(run) : run());
      invocation.to = Date.now();
      return outcome;
    };
  }

  add(ambush: Ambush): void {
    this.ambushes.push(ambush);
  }

  /** From now on everything runs as it is. */
  endAmbushes(): void {
    this.ambushes = [];
  }

  forget(): void {
    this.log = [];
  }

  private enter(functionName: string, payload: Json): Invocation {
    const { instance, generation } = Object(payload) as {
      instance?: { name: string };
      generation?: number;
    };
    const invocation: Invocation = {
      functionName,
      instance: instance?.name,
      generation,
      from: Date.now(),
      to: undefined,
    };
    this.log.push(invocation);
    return invocation;
  }

  private interferenceWith(invocation: Invocation): Interference | undefined {
    return this.ambushes
      .find(({ interferences, isMeant }) => interferences.length > 0 && isMeant(invocation))
      ?.interferences.shift();
  }
}
