import type { Engine } from './environments';
import { type RunningEngine, startEngine } from './start';

/**
 * An engine for the tests of a file: it runs from before the first until after the last. The project's own clients in
 * this file are pointed at it.
 */
export function engineOf(
  engine: Engine,
  environment?: Record<string, string>,
): () => RunningEngine {
  let running: RunningEngine | undefined;
  beforeAll(async () => {
    running = await startEngine(engine, environment);
    Object.assign(process.env, running.environment);
  });
  afterAll(() => running?.close());
  return () => {
    if (!running) throw new Error(`${engine} does not run yet`);
    return running;
  };
}
