import { type Engine, engines, install } from './engines/environments';
import { findPython } from './engines/python';
import { computes, synthesise } from './stacks/synth';

/**
 * Brings other people's engines, and the templates that they are to deploy, into `.build/emulators`. What is there as
 * it is pinned is left alone; what cannot be brought there fails the command, so that nothing is skipped unseen.
 */
try {
  const python = findPython();
  for (const engine of Object.keys(engines) as Engine[]) install(python, engine);
  computes.forEach(synthesise);
} catch (error) {
  console.error(`npm run test:emulators: ${(error as Error).message}`);
  process.exitCode = 1;
}
