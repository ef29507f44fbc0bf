import { spawnSync } from 'node:child_process';

/** What checks the models: commands, by name or path. */
export interface Tools {
  /** Makes a checker of a model. Environment variable `SPIN`; default: `spin` in the path. */
  spin: string;
  /** Compiles it. Environment variable `CC`; default: `cc`. */
  cc: string;
}

type Environment = Record<string, string | undefined>;

export const toolsOf = ({ SPIN = 'spin', CC = 'cc' }: Environment): Tools => ({
  spin: SPIN,
  cc: CC,
});

/** What to do about those that are not there; nothing: all are. */
export function whatIsMissing({ spin, cc }: Tools): string[] {
  const isThere = (command: string, option: string) =>
    spawnSync(command, [option], { stdio: 'ignore' }).error === undefined;
  return [
    ...(isThere(spin, '-V')
      ? []
      : [
          `There is no Spin (${spin}). It is the Debian package spin: apt-get install spin. Without being root: apt-get download spin && dpkg -x spin_*.deb somewhere, then SPIN=somewhere/usr/bin/spin.`,
        ]),
    ...(isThere(cc, '--version')
      ? []
      : [
          `There is no C compiler (${cc}), which Spin's checkers need. It is the Debian package gcc: apt-get install gcc. Elsewhere: CC=its path.`,
        ]),
  ];
}
