import type { Colors } from 'picocolors/types';

export type Paint = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'blue' | 'cyan' | 'magenta';

/** A piece of a line: text, and how it is painted. */
export interface Span {
  text: string;
  paint?: Paint;
}

export type Line = Span[];

export const plain = (text: string): Span => ({ text });
export const painted = (paint: Paint, text: string): Span => ({ text, paint });

export const lengthOf = (line: Line): number =>
  line.reduce((sum, { text }) => sum + [...text].length, 0);

/** Paints a line, cut to `width`: one that wraps would spoil what stands below it. */
export function paintLine(line: Line, width: number, colors: Colors): string {
  let room = width;
  return line
    .map(({ text, paint }) => {
      const shown = [...text].slice(0, room).join('');
      room -= [...shown].length;
      return paint && shown ? colors[paint](shown) : shown;
    })
    .join('');
}

/** Puts `right` at the end of a line of this width, if there is room for both. */
export function spread(left: Line, right: Line, width: number): Line {
  const gap = width - lengthOf(left) - lengthOf(right);
  return gap > 0 ? [...left, plain(' '.repeat(gap)), ...right] : left;
}
