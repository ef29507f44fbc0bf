import type { Evidence } from '../../evidence';
import { escape } from '../html';
import { type DrawLane, placeClass } from '../lane';
import { stackedArea } from '../stack';
import { journeys } from '../stays';

const HEIGHT = 130;
const POINTS = 520;

/** Orders in flight, by where they are: at each instance, on the old release and on the new one. */
export const inFlightLane: DrawLane = (evidence, scale) => {
  const places = placesOf(evidence);
  const stays = journeys(evidence).flatMap((journey) => journey.stays);
  const step = (scale.to - scale.from) / POINTS;
  const points = Array.from({ length: POINTS }, (_, i) => {
    const at = scale.from + i * step;
    const there = stays.filter((stay) => stay.from <= at && stay.to > at);
    const values = places.map(
      ({ instance, release }) =>
        there.filter((stay) => stay.instance === instance && stay.release === release).length,
    );
    return { at, values };
  });
  const most = Math.max(1, ...points.map(({ values }) => values.reduce((sum, n) => sum + n, 0)));
  const areas = stackedArea(points, most, HEIGHT, scale).map((path, index) => {
    const { instance = '', release = '' } = places[index] ?? {};
    return `<path class="area ${placeClass(evidence, instance, release)}" d="${path}"><title>${escape(`${instance}, release ${release}`)}</title></path>`;
  });
  return {
    title: 'Orders in flight',
    description: `At most ${most} at once, by instance and release.`,
    height: HEIGHT,
    labels: [
      { y: 10, text: String(most) },
      { y: HEIGHT, text: '0' },
    ],
    svg: areas.join(''),
  };
};

export const placesOf = ({ instances, releases }: Evidence) =>
  instances.flatMap((instance) =>
    [releases.from, releases.to].map((release) => ({ instance, release })),
  );
