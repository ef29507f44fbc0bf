import { spawnSync } from 'node:child_process';

/** What the engines themselves ask for. */
const LEAST_MINOR = 10;

const NEEDED = `Python 3.${LEAST_MINOR} or later with pip and venv is needed, to run other people's AWS emulators`;

/**
 * The command of a Python that can carry the engines: `PYTHON` if it is set, else `python3` or `python`. Throws, and
 * says what to do, if there is none.
 */
export function findPython(): string {
  const named = process.env.PYTHON;
  const seen = (named ? [named] : ['python3', 'python']).map((command) => ({
    command,
    minor: minorOf(command),
  }));
  const found = seen.find(({ minor = 0 }) => minor >= LEAST_MINOR);
  if (!found) {
    const told = seen.map(({ command, minor }) =>
      minor === undefined ? `no ${command}` : `${command} is 3.${minor}`,
    );
    throw new Error(`${NEEDED} (${told.join(', ')}). Install it, or name it in PYTHON.`);
  }
  if (!succeeds(found.command, 'import ensurepip, venv'))
    throw new Error(
      `${NEEDED}; ${found.command} cannot make virtual environments. On Debian: apt-get install python3-venv.`,
    );
  return found.command;
}

function minorOf(command: string): number | undefined {
  const told = spawnSync(command, ['-c', 'import sys; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  const [, minor] = /^3 (\d+)/.exec(told.stdout ?? '') ?? [];
  return minor === undefined ? undefined : Number(minor);
}

const succeeds = (command: string, program: string): boolean =>
  spawnSync(command, ['-c', program]).status === 0;
