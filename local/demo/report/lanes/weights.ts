import { escape } from '../html';
import { type DrawLane, placeClass } from '../lane';
import { stackedArea } from '../stack';

const HEIGHT = 64;

/** Each instance's share of the traffic by the weights of the first forward action, stacked to a whole. */
export const weightsLane: DrawLane = (evidence, scale) => {
  const { instances, samples } = evidence;
  const weightsAt = samples.map(({ at, weights }) => {
    const of = weights[0] ?? {};
    const total = Object.values(of).reduce((sum, weight) => sum + weight, 0);
    return { at, values: instances.map((name) => (total > 0 ? (of[name] ?? 0) / total : 0)) };
  });
  const areas = stackedArea(weightsAt, 1, HEIGHT, scale).map((path, index) => {
    const name = instances[index] ?? '';
    return `<path class="share ${placeClass(evidence, name)}" d="${path}"><title>${escape(name)}</title></path>`;
  });
  return {
    title: 'Weights',
    description: `Share of new requests that each instance is sent: ${instances.join(', ')}.`,
    height: HEIGHT,
    labels: [
      { y: 10, text: '100 %' },
      { y: HEIGHT, text: '0 %' },
    ],
    svg: areas.join(''),
  };
};
