import type { Evidence } from '../evidence';
import { type Half, halves } from '../verdict/halves';
import { escape } from './html';
import { type DrawLane, type Lane, placeClass } from './lane';
import { inFlightLane } from './lanes/in-flight';
import { ordersLane } from './lanes/orders';
import { responsesLane } from './lanes/responses';
import { statesLane } from './lanes/states';
import { tasksLane } from './lanes/tasks';
import { weightsLane } from './lanes/weights';
import { clockTime, ticks, type TimeScale, timeScale } from './scale';

/** The drawing's own units; it is scaled to the width of the page. */
export const layout = { width: 1200, left: 150, right: 16, top: 34, gap: 40, bottom: 26 };

const drawings: DrawLane[] = [
  statesLane,
  weightsLane,
  inFlightLane,
  ordersLane,
  tasksLane,
  responsesLane,
];

/** All lanes below each other on one time axis, each instance's drain shaded through all of them. */
export function timeline(evidence: Evidence): string {
  const { phases, samples } = evidence;
  const to = Math.max(phases.allEndedAt, samples.at(-1)?.at ?? 0);
  const scale = timeScale(phases.trafficFrom, to, layout.width - layout.left - layout.right);
  const lanes = drawings.map((draw) => draw(evidence, scale));
  const height =
    layout.top + lanes.reduce((sum, lane) => sum + lane.height + layout.gap, 0) + layout.bottom;
  const parts = [
    ...halves(evidence).map((half) => shade(half, evidence, scale, height)),
    axis(scale, height),
    ...placeLanes(lanes),
    `<path id="crosshair" d="M0 ${layout.top}V${height - layout.bottom}"/>`,
  ];
  return `<svg id="timeline" viewBox="0 0 ${layout.width} ${height}" role="img" aria-label="Timeline of the upgrade" data-from="${scale.from}" data-to="${scale.to}" data-left="${layout.left}" data-width="${scale.width}">${parts.join('')}</svg>`;
}

function placeLanes(lanes: Lane[]): string[] {
  let y = layout.top + layout.gap / 2;
  return lanes.map((lane) => {
    const labels = lane.labels.map(
      (label) => `<text class="label" x="-10" y="${label.y}">${escape(label.text)}</text>`,
    );
    const drawn = `<g transform="translate(${layout.left} ${y})"><text class="title" x="0" y="-7">${escape(lane.title)}</text>${labels.join('')}<g><desc>${escape(lane.description)}</desc>${lane.svg}</g></g>`;
    y += lane.height + layout.gap;
    return drawn;
  });
}

function shade(half: Half, evidence: Evidence, scale: TimeScale, height: number): string {
  const from = half.drainedAt ?? half.changedFrom;
  if (from === undefined) return '';
  const x = layout.left + scale.x(from);
  const width = layout.left + scale.x(half.returnedAt ?? half.changedTo ?? scale.to) - x;
  const hue = placeClass(evidence, half.instance);
  const bottom = height - layout.bottom;
  return `<rect class="shade ${hue}" x="${x}" y="${layout.top - 14}" width="${width}" height="${bottom - layout.top + 14}"/><text class="shade-label ${hue}" x="${x + width / 2}" y="${layout.top - 20}">${escape(half.instance)}</text>`;
}

function axis(scale: TimeScale, height: number): string {
  const bottom = height - layout.bottom;
  return ticks(scale, 14)
    .map((at) => {
      const x = layout.left + scale.x(at);
      return `<path class="grid" d="M${x} ${layout.top}V${bottom}"/><text class="tick" x="${x}" y="${bottom + 16}">${clockTime(at, scale.from)}</text>`;
    })
    .join('');
}
