import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../core/json';
import { type PackagedHandler, packageHandlers } from './package';
import { functionNotFound, type LambdaOutcome } from './outcome';
import { Worker } from './worker';

export type { LambdaOutcome } from './outcome';

export interface LambdaFunction {
  /** A module that exports `handler(event): Promise<unknown>`. */
  handlerFile: string;
  timeoutSeconds: number;
  environment: Record<string, string>;
}

export interface Lambdas {
  /** Runs a function on an event; resolves also when it fails, times out or crashes. */
  invoke(functionName: string, payload: unknown): Promise<LambdaOutcome>;
  /** The processes that are alive now. */
  processes(): { functionName: string; pid: number; busy: boolean }[];
  close(): Promise<void>;
}

/**
 * Functions as AWS Lambda runs them: each in a process of its own, started at the first invocation and kept warm; an
 * invocation while that one is busy gets a second process. Packages and what the functions print go to `workDirectory`.
 */
export async function startLambdas(options: {
  functions: Record<string, LambdaFunction>;
  workDirectory: string;
  /** File to which each of their calls to AWS is appended (see recorder.ts). Default: none. */
  recordCallsTo?: string | undefined;
}): Promise<Lambdas> {
  const { functions, workDirectory, recordCallsTo } = options;
  const recorder = recordCallsTo === undefined ? [] : [join(__dirname, 'recorder.ts')];
  await mkdir(workDirectory, { recursive: true });
  const handlerFiles = Object.values(functions).map(({ handlerFile }) => handlerFile);
  const handlers = await packageHandlers(handlerFiles, join(workDirectory, 'packages'), recorder);

  const pools = new Map<string, Worker[]>();
  let closed = false;

  const workersOf = (functionName: string): Worker[] => {
    const alive = (pools.get(functionName) ?? []).filter((worker) => !worker.ended);
    pools.set(functionName, alive);
    return alive;
  };

  const handlerOf = ({ handlerFile }: LambdaFunction): PackagedHandler => {
    const handler = handlers.get(handlerFile);
    if (handler) return handler;
    throw new Error(`${handlerFile} was not packaged`);
  };

  const startWorker = (functionName: string, definition: LambdaFunction) =>
    new Worker(handlerOf(definition), {
      logFile: join(workDirectory, `${functionName}.log`),
      environment: {
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_LAMBDA_FUNCTION_NAME: functionName,
        ...(recordCallsTo !== undefined && { RECORD_CALLS_TO: recordCallsTo }),
        ...definition.environment,
      },
    });

  return {
    async invoke(functionName, payload) {
      const definition = functions[functionName];
      if (closed || !definition) return functionNotFound(functionName);
      const workers = workersOf(functionName);
      let worker = workers.find(({ busy }) => !busy);
      if (!worker) workers.push((worker = startWorker(functionName, definition)));
      return worker.run((payload ?? null) as Json, definition.timeoutSeconds);
    },

    processes: () =>
      Object.keys(functions).flatMap((functionName) =>
        workersOf(functionName).map(({ pid, busy }) => ({ functionName, pid, busy })),
      ),

    async close() {
      closed = true;
      const workers = Object.keys(functions).flatMap(workersOf);
      await Promise.all(workers.map((worker) => worker.end()));
    },
  };
}
