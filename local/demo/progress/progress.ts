import { createColors } from 'picocolors';
import type { Colors } from 'picocolors/types';
import { LiveProgress } from './live';
import { PlainProgress } from './plain';
import type { View } from './view';

/** Tells how a run is going, while it is going. */
export interface Progress {
  /** Says something that stays on the screen. */
  say(text: string): void;
  /** From now on, shows what `look` returns, whenever it likes. */
  follow(look: () => View): void;
  /** Shows nothing more, and leaves the terminal as it was. */
  end(): void;
}

export interface Terminal {
  stream: NodeJS.WriteStream;
  environment: Record<string, string | undefined>;
}

/** A view that moves, on a terminal; lines with the time in front, where there is none. */
export function createProgress(terminal: Terminal): Progress {
  const { stream, environment } = terminal;
  const live = stream.isTTY && !environment.CI && environment.TERM !== 'dumb';
  return live ? new LiveProgress(stream, colorsFor(terminal)) : new PlainProgress(stream);
}

/** Colours for a terminal that shows them, unless NO_COLOR asks for none. */
export const colorsFor = ({ stream, environment }: Terminal): Colors =>
  createColors(Boolean(stream.isTTY) && !environment.NO_COLOR && environment.TERM !== 'dumb');
