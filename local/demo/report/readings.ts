import type { Evidence } from '../evidence';
import { spread } from '../verdict/quantiles';
import { duration } from '../wording';
import { placesOf } from './lanes/in-flight';
import { journeys } from './stays';

/** What the crosshair says at one moment: lines of text, ready to show. */
export interface Reading {
  at: number;
  lines: string[];
}

const EVERY_MS = 500;

export function readings(evidence: Evidence): Reading[] {
  const { phases, samples, requests, upgrade } = evidence;
  const stays = journeys(evidence).flatMap((journey) => journey.stays);
  const quotes = requests.filter(({ service, result }) => service === 'quotes' && result);
  const to = Math.max(phases.allEndedAt, samples.at(-1)?.at ?? 0);
  const moments = Math.floor((to - phases.trafficFrom) / EVERY_MS) + 1;

  return Array.from({ length: Math.max(0, moments) }, (_, i): Reading => {
    const at = phases.trafficFrom + i * EVERY_MS;
    const state = upgrade.states.findLast((visit) => visit.from <= at && visit.to >= at);
    const weights = samples.findLast((sample) => sample.at <= at)?.weights[0] ?? {};
    const near = quotes.filter(({ dueAt }) => Math.abs(dueAt - at) <= 1_000);
    const times = spread(near.map(({ dueAt, endedAt }) => endedAt - dueAt));
    const inFlight = placesOf(evidence).flatMap(({ instance, release }) => {
      const there = stays.filter(
        (stay) =>
          stay.from <= at && stay.to > at && stay.instance === instance && stay.release === release,
      ).length;
      return there > 0 ? [`${there} orders on ${instance}, release ${release}`] : [];
    });
    return {
      at,
      lines: [
        ...(state ? [[state.name, state.instance].filter(Boolean).join(' · ')] : []),
        `weights ${evidence.instances.map((name) => weights[name] ?? 0).join(' : ')}`,
        ...inFlight,
        ...(times.count > 0
          ? [`quotes p50 ${duration(times.p50)}, p99 ${duration(times.p99)}`]
          : []),
      ],
    };
  });
}
