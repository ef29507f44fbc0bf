import { escape } from '../html';
import { type DrawLane, placeClass } from '../lane';
import { clockTime, round } from '../scale';
import { type Journey, journeys, type Stay } from '../stays';

const HEIGHT = 380;
const THICKEST = 6;

/** Every order a line of its own, in the colour of where it is: the steps to the right are the moves. */
export const ordersLane: DrawLane = (evidence, scale) => {
  const all = journeys(evidence);
  const row = Math.min(THICKEST, HEIGHT / Math.max(1, all.length));
  const thick = round(Math.max(0.8, row * 0.82));
  const bar = (stay: Stay, y: number) => {
    const x = scale.x(stay.from);
    const times = `${clockTime(stay.from, scale.from)}–${clockTime(stay.to, scale.from)}`;
    const title = `${stay.order} · ${stay.instance}, release ${stay.release} · ${times}`;
    return `<rect class="${placeClass(evidence, stay.instance, stay.release)}" x="${x}" y="${y}" width="${round(Math.max(0.8, scale.x(stay.to) - x))}" height="${thick}"><title>${escape(title)}</title></rect>`;
  };
  const line = ({ from, to, failed, stays }: Journey, index: number) => {
    const y = round(index * row);
    const middle = round(y + thick / 2);
    const thread = `<path class="thread" d="M${scale.x(from)} ${middle}H${scale.x(to)}"/>`;
    const x = scale.x(to);
    const end = failed ? `<path class="failure" d="M${x - 3} ${middle - 3}l6 6m0 -6l-6 6"/>` : '';
    return thread + stays.map((stay) => bar(stay, y)).join('') + end;
  };
  const moved = all.filter(({ stays }) => stays.length > 1).length;
  return {
    title: 'Every order',
    description: `${all.length} orders, each a line from its beginning to its end; ${moved} of them moved.`,
    height: round(Math.max(1, all.length) * row),
    labels: [
      { y: 10, text: 'oldest' },
      { y: round(all.length * row), text: 'newest' },
    ],
    svg: all.map(line).join(''),
  };
};
