import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Json } from '../../core/json';
import { type ChildOptions, endChild, hasEnded, startChild } from '../processes/child';
import { type LambdaOutcome, processEnded, timedOut } from './outcome';
import type { PackagedHandler } from './package';

const bootstrap = join(__dirname, 'bootstrap.cjs');

/** What the bootstrap sends: an outcome whose payload is still JSON text. */
type Answer = { ok: true; payload: string } | Extract<LambdaOutcome, { ok: false }>;

/** A process that runs a function, one event at a time, and stays warm in between. */
export class Worker {
  private readonly child: ChildProcess;
  private running = false;

  constructor({ file, name }: PackagedHandler, options: Omit<ChildOptions, 'script'>) {
    this.child = startChild({
      ...options,
      script: bootstrap,
      environment: { ...options.environment, HANDLER_FILE: file, HANDLER_NAME: name },
    });
    // A process that cannot be started emits an error, also when nobody is waiting for an answer of it.
    this.child.on('error', () => undefined);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get busy(): boolean {
    return this.running;
  }

  get ended(): boolean {
    return hasEnded(this.child) || this.child.pid === undefined;
  }

  /**
   * Runs one event. When the time is up the process is killed, and only then, so that it can do nothing afterwards,
   * does this resolve. The time counts from now, a cold start included.
   */
  run(event: Json, timeoutSeconds: number): Promise<LambdaOutcome> {
    this.running = true;
    return new Promise((resolve) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        this.child.kill('SIGKILL');
      }, timeoutSeconds * 1000);
      const finish = (outcome: LambdaOutcome): void => {
        clearTimeout(timer);
        this.child.off('message', onAnswer).off('exit', onExit).off('error', onError);
        this.running = false;
        resolve(outcome);
      };
      const onAnswer = (answer: Answer): void => {
        if (!late) finish(parse(answer));
      };
      const onExit = (code: number | null, signal: string | null): void =>
        finish(late ? timedOut(timeoutSeconds) : processEnded(code, signal));
      const onError = (): void => finish(processEnded(null, 'could not be started'));
      this.child.on('message', onAnswer).on('exit', onExit).on('error', onError);
      // A process that has just died is told of by its exit.
      this.child.send(JSON.stringify(event), () => undefined);
    });
  }

  end(): Promise<void> {
    return endChild(this.child, 1_000);
  }
}

const parse = (answer: Answer): LambdaOutcome =>
  answer.ok ? { ok: true, payload: JSON.parse(answer.payload) as Json } : answer;
