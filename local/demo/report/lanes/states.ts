import { duration } from '../../wording';
import { escape } from '../html';
import { type DrawLane, placeClass } from '../lane';
import { round } from '../scale';

const ROW = 15;

/** The upgrade's history as a waterfall: one row for each state, in the order in which they were first entered. */
export const statesLane: DrawLane = (evidence, scale) => {
  const { states } = evidence.upgrade;
  const names = [...new Set(states.map((state) => state.name))];
  const bars = states.map(({ name, instance, from, to }) => {
    const y = names.indexOf(name) * ROW;
    const x = scale.x(from);
    const width = Math.max(2, round(scale.x(to) - x));
    const hue = instance === undefined ? 'plain' : placeClass(evidence, instance);
    const title = [name, instance, duration(to - from)].filter(Boolean).join(' · ');
    return `<rect class="bar ${hue}" x="${x}" y="${y + 2}" width="${width}" height="${ROW - 5}" rx="3"><title>${escape(title)}</title></rect>`;
  });
  return {
    title: evidence.strategy === 'transship' ? 'State machine' : 'Upgrade',
    description: `The upgrade passed through ${states.length} states: ${names.join(', ')}.`,
    height: Math.max(1, names.length) * ROW,
    labels: names.map((text, row) => ({ y: row * ROW + ROW / 2 + 3, text })),
    svg: bars.join(''),
  };
};
