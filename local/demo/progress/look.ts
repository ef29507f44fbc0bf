import type { Release } from '../../../core/cluster';
import { isInstalled } from '../../../core/plan';
import type { Evidence, RequestLog, Sample } from '../evidence';
import type { Upgrade } from '../strategies/strategy';
import type { Traffic } from '../traffic/traffic';
import { spread } from '../verdict/quantiles';
import type { InstanceView, View } from './view';
import type { Whereabouts } from './whereabouts';

/** What a run that is going on can be looked at through. */
export interface Sources {
  phase: string;
  startedAt: number;
  instances: string[];
  releases: View['releases'];
  /** What a task of the new release runs. */
  newRelease: Release;
  monitor: { samples: Sample[]; definitions: Evidence['definitions'] };
  traffic: Traffic;
  whereabouts: Whereabouts;
  upgrade: Upgrade | undefined;
}

const RECENT_MS = 5_000;

export function look(sources: Sources, now: number): View {
  const sample = sources.monitor.samples.at(-1);
  const orders = sources.whereabouts.look();
  const visit = sources.upgrade?.visits().at(-1);
  const instances = sources.instances.map((name) => ({
    ...instanceView(name, sample, sources),
    orders: orders[name] ?? 0,
  }));
  return {
    elapsedMs: now - sources.startedAt,
    phase: sources.phase,
    releases: sources.releases,
    state: visit && { name: visit.name, instance: visit.instance, forMs: now - visit.from },
    instances,
    traffic: sources.traffic.figures(),
    quotes: recent(sources.traffic.log, now),
    moved: sources.whereabouts.moved,
  };
}

function instanceView(
  name: string,
  sample: Sample | undefined,
  { monitor, newRelease }: Sources,
): Omit<InstanceView, 'orders'> {
  const seen = sample?.instances[name];
  const weights = sample?.weights[0] ?? {};
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const tasks = (seen?.tasks ?? []).filter((task) => task.running && !task.stopping);
  const isNew = (definition: string) =>
    isInstalled(newRelease, monitor.definitions[definition]?.images ?? {});
  const renewed = tasks.filter((task) => isNew(task.definition)).length;
  return {
    name,
    share: total > 0 ? (weights[name] ?? 0) / total : 0,
    draining: seen?.mode?.mode === 'draining',
    sealed: tasks.filter((task) => task.sealed === seen?.mode?.generation).length,
    tasks: { old: tasks.length - renewed, new: renewed },
  };
}

/** From the end of the log backwards, as far as is needed. */
function recent(log: RequestLog[], now: number) {
  const times: number[] = [];
  for (let i = log.length - 1; i >= 0; i--) {
    const request = log[i];
    if (!request || request.endedAt < now - RECENT_MS) break;
    if (request.service === 'quotes') times.push(request.endedAt - request.dueAt);
  }
  return spread(times);
}
