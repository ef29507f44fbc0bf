import { type Command, CommanderError } from 'commander';
import { TransshipError } from '../core/errors';
import { goTo } from './cloud/place';
import { createConsole, type Surroundings } from './console';
import { idsApart } from './execution-ids';
import { type ExitCode, exitCodeOf, exitCodes } from './exit';
import { explained } from './failures';
import { type Runner, type Verbs, program } from './program';
import { localUp } from './verbs/local-up';

/** Carries out one command line. Resolves with what the process is to end with; never rejects. */
export async function main(
  args: string[],
  surroundings: Surroundings = {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
  },
): Promise<ExitCode> {
  const { stderr, environment } = surroundings;
  let code: ExitCode = exitCodes.done;
  let where = 'AWS';
  const runner: Runner = {
    async verb(pick, options, common) {
      const place = goTo(common, environment);
      where = place.name;
      // Not sooner: whatever asks AWS is made as it is loaded, and goes by the environment.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const carryOut = pick(require('./verbs') as Verbs);
      code = await carryOut({ console: createConsole(surroundings, common), place }, options);
    },
    async localUp(options) {
      code = await localUp(options, surroundings);
    },
  };
  const root = program(runner);
  try {
    eachCommand(root, (command) => command.exitOverride());
    await root.parseAsync(idsApart(args), { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said itself what is wrong, or has given help that was asked for.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const told = explained(error, where);
    if (told instanceof TransshipError) {
      stderr.write(`${told.name}: ${told.message}\n`);
      return exitCodeOf(told);
    }
    stderr.write(`${told instanceof Error ? told.stack : String(told)}\n`);
    return exitCodes.failed;
  }
}

function eachCommand(command: Command, change: (command: Command) => void): void {
  change(command);
  for (const each of command.commands) eachCommand(each, change);
}
