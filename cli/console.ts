import { createColors } from 'picocolors';
import type { Colors } from 'picocolors/types';

/** Where a verb writes to. With `--json` standard output gets one document, and all that is said on the way stderr. */
export interface Console {
  colors: Colors;
  /** A view may be drawn again in its place. */
  live: boolean;
  columns: number;
  /** Something on the way. */
  say(text: string): void;
  /** What whoever sits there is to know, and is no part of the result: to stderr, with or without `--json`. */
  warn(text: string): void;
  /** The result: `text` for a person, `value` for a program. */
  result(value: unknown, text: () => string): void;
}

export interface Surroundings {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  environment: Record<string, string | undefined>;
}

export function createConsole(
  { stdout, stderr, environment }: Surroundings,
  { json = false }: { json?: boolean },
): Console {
  const terminal = Boolean(stdout.isTTY) && environment.TERM !== 'dumb';
  return {
    colors: createColors(terminal && !json && !environment.NO_COLOR),
    live: terminal && !json && !environment.CI,
    columns: stdout.columns ?? 100,
    say: (text) => void (json ? stderr : stdout).write(`${text}\n`),
    warn: (text) => void stderr.write(`${text}\n`),
    result: (value, text) =>
      void stdout.write(`${json ? JSON.stringify(value, undefined, 2) : text()}\n`),
  };
}
