import { createColors } from 'picocolors';
import type { Colors } from 'picocolors/types';
import { clockTime } from '../report/scale';
import { type Line, paintLine, plain } from './line';
import type { Progress } from './progress';
import { render, rowsOf } from './render';
import type { View } from './view';

const EVERY_MS = 200;
const NARROWEST = 20;
const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const clearBelow = '\x1b[0J';
const up = (rows: number) => (rows > 0 ? `\x1b[${rows}A` : '');

export type Screen = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows'>;

/** A view that is drawn again and again in the same place; what is said stays above it. */
export class LiveProgress implements Progress {
  private readonly from = Date.now();
  private timer: NodeJS.Timeout | undefined;
  private look: (() => View) | undefined;
  private drawn: Line[] = [];

  constructor(
    private readonly screen: Screen,
    private readonly colors: Colors,
  ) {}

  say(text: string): void {
    const time = clockTime(Date.now(), this.from).padStart(5);
    // It may wrap: nothing that stands below it was counted yet.
    this.screen.write(`${this.erase()}${this.colors.dim(`${time}  `)}${text}\n`);
    this.draw();
  }

  follow(look: () => View): void {
    this.look = look;
    if (!this.timer) this.screen.write(hideCursor);
    this.timer ??= setInterval(() => this.draw(), EVERY_MS);
    this.draw();
  }

  end(): void {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.look = undefined;
    this.screen.write(`${this.erase()}${showCursor}`);
  }

  private draw(): void {
    if (!this.look) return;
    const { width } = this;
    const rows = Math.max(1, (this.screen.rows ?? 24) - 2);
    const lines = [[], ...render(this.look(), width)].slice(0, rows);
    const text = lines.map((line) => `${paintLine(line, width, this.colors)}\n`).join('');
    this.screen.write(`${this.erase()}${text}`);
    this.drawn = lines.map((line) => [plain(paintLine(line, width, noColors))]);
  }

  /** Back to where the view began. A terminal that was made narrower since has wrapped what stood there. */
  private erase(): string {
    const rows = rowsOf(this.drawn, this.screen.columns ?? 80);
    this.drawn = [];
    return rows > 0 ? `${up(rows)}\r${clearBelow}` : '';
  }

  /** The last column is left free: some terminals wrap as soon as it is written. */
  private get width(): number {
    return Math.max(NARROWEST, (this.screen.columns ?? 80) - 1);
  }
}

const noColors = createColors(false);
