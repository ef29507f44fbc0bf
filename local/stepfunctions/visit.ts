import type { Json } from '../../core/json';
import {
  type Bindings,
  evaluate,
  evaluateAs,
  EvaluationError,
  type FieldType,
} from './expressions';
import { refuseLarge, StateError } from './failure';
import { functions } from './functions';
import type { Position, Run } from './run';

/** How a state was left. `next` is undefined where the execution ends. */
export interface Outcome {
  next: string | undefined;
  output: Json;
  assigned: Record<string, Json>;
}

/** The fields by which a state, a choice rule or a catcher says what leaves the state. */
interface Leaving {
  Next?: string;
  Output?: Json;
  Assign?: Record<string, Json>;
}

/** What `$states` holds beyond input and context, where that is to be had. */
type Extra = { result?: Json; errorOutput?: Json; token?: string };

/** One visit of an execution to a state: evaluates the state's fields, all on the values at its entry. */
export class Visit {
  /** How often the state has been tried again. */
  retries = 0;

  constructor(
    readonly run: Run,
    readonly position: Position & Required<Pick<Position, 'entered'>>,
  ) {}

  evaluate(template: Json, location: string, extra: Extra = {}): Promise<Json> {
    return this.guarded(() => evaluate(template, location, this.bindings(extra)));
  }

  evaluateAs<T extends Json>(type: FieldType<T>, template: Json, location: string): Promise<T> {
    return this.guarded(() => evaluateAs(type, template, location, this.bindings({})));
  }

  /** Evaluates Output and Assign side by side: neither sees what the other makes. */
  async leave(
    fields: Leaving,
    otherwise: Json,
    { location = '', ...extra }: Extra & { location?: string } = {},
  ): Promise<Outcome> {
    const output =
      fields.Output === undefined
        ? otherwise
        : await this.evaluate(fields.Output, `${location}Output`, extra);
    const assigned = await this.evaluate(fields.Assign ?? {}, `${location}Assign`, extra);
    return { next: fields.Next, output, assigned: assigned as Record<string, Json> };
  }

  /** An error of this state, its cause told as AWS tells it. */
  error(error: string, what: string): StateError {
    const { state, entered } = this.position;
    return new StateError(
      error,
      `An error occurred while executing the state '${state}' (entered at the event id #${entered.event}). ${what}`,
    );
  }

  /** An error of a field's value, which has an event of its own in the history. */
  evaluationFailed(what: string, location: string): StateError {
    const failure = this.error('States.QueryEvaluationError', what);
    this.run.record('EvaluationFailed', {
      evaluationFailedEventDetails: {
        error: failure.error,
        cause: failure.cause,
        location,
        state: this.position.state,
      },
    });
    return failure;
  }

  private async guarded<T extends Json>(work: () => Promise<T>): Promise<T> {
    try {
      const value = await work();
      refuseLarge(value, this.position.state);
      return value;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      throw this.evaluationFailed(error.message, error.location);
    }
  }

  private bindings({ token, ...extra }: Extra): Bindings {
    const { state, input, variables, entered } = this.position;
    const State = {
      Name: state,
      EnteredTime: new Date(entered.at).toISOString(),
      RetryCount: this.retries,
    };
    return {
      ...functions(this.run.clock, () => this.run.random()),
      ...variables,
      states: {
        input,
        context: { ...this.run.context, State, ...(token && { Task: { Token: token } }) },
        ...extra,
      },
    };
  }
}
