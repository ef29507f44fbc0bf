import { clockTime } from '../report/scale';
import { count, duration } from '../wording';
import { type Line, lengthOf, type Paint, painted, plain, spread } from './line';
import type { InstanceView, View } from './view';

/** A line never needs more than this; narrower terminals get less of each. */
const WIDEST = 64;
const NAME = 8;
const hues: Paint[] = ['blue', 'yellow', 'green', 'magenta', 'cyan'];

/** The view as lines for a terminal of `width` columns. Uncut: whoever prints them cuts them. */
export function render(view: View, width: number): Line[] {
  const within = Math.min(width, WIDEST);
  const clock = painted('dim', clockTime(view.elapsedMs, 0));
  return [
    spread([painted('bold', view.phase)], [clock], within),
    stateLine(view),
    [],
    ...view.instances.flatMap((instance, index) =>
      instanceLines(instance, index, view.releases, within),
    ),
    [],
    ...trafficLines(view),
  ];
}

const stateLine = ({ state }: View): Line =>
  state
    ? [
        painted('cyan', '● '),
        plain(state.name),
        painted(
          'dim',
          `${state.instance ? ` · ${state.instance}` : ''} · ${duration(state.forMs)}`,
        ),
      ]
    : [];

function instanceLines(
  instance: InstanceView,
  index: number,
  releases: View['releases'],
  width: number,
): Line[] {
  const { name, share, draining, sealed, tasks, orders } = instance;
  const hue = hues[index % hues.length] ?? 'blue';
  const bar = Math.max(6, Math.min(24, width - 30));
  const filled = Math.round(share * bar);
  const all = tasks.old + tasks.new;
  const mode = draining
    ? `draining, ${sealed}/${all} sealed`
    : share > 0
      ? 'serving'
      : 'no requests';
  return [
    [
      painted('bold', name.padEnd(NAME)),
      painted(hue, '█'.repeat(filled)),
      painted('dim', '░'.repeat(bar - filled)),
      plain(` ${String(Math.round(share * 100)).padStart(3)} % `),
      draining ? painted('yellow', mode) : painted('dim', mode),
    ],
    [
      plain(' '.repeat(NAME)),
      ...release(releases.from, tasks.old),
      ...release(releases.to, tasks.new),
      plain(`${count(orders)} orders here`),
    ],
  ];
}

const release = (name: string, nodes: number): Line =>
  nodes > 0 ? [painted('dim', `release ${name} `), plain('■'.repeat(nodes)), plain('  ')] : [];

function trafficLines({ traffic, quotes, moved }: View): Line[] {
  const { quotes: short, orders: long } = traffic;
  const line = (name: string, sent: number, failed: number, rest: string): Line => {
    const failures = `${count(failed)} failed`;
    return [
      painted('bold', name.padEnd(NAME)),
      plain(`${count(sent)} sent, `),
      failed > 0 ? painted('red', failures) : painted('green', failures),
      plain(rest),
    ];
  };
  return [
    line(
      'quotes',
      short.sent,
      short.failed,
      quotes.count > 0 ? `, p99 ${duration(quotes.p99)}` : '',
    ),
    line('orders', long.sent, long.failed, `, ${count(long.waiting)} open`),
    [painted('bold', 'moved'.padEnd(NAME)), plain(`${count(moved)} executions`)],
  ];
}

/** How many rows lines of these lengths take up on a terminal that is now `width` wide. */
export const rowsOf = (lines: Line[], width: number): number =>
  lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(lengthOf(line) / width)), 0);
