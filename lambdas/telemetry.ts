import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import type { NodeFigures } from '../core/node';
import type { Weights } from '../core/weights';
import type { InstanceEvent } from './events';

const SERVICE = 'transship';
const logger = new Logger({ serviceName: SERVICE });

/** What an event or an answer may hold that says whose it is, and how it stands. */
interface Told {
  cluster?: string;
  execution?: string;
  generation?: number;
  instance?: { name: string };
  sightings?: unknown;
  ends?: unknown;
}

/** The state machine may have been started with anything. */
function whose(event: unknown) {
  const { cluster, execution, generation, instance } = Object(event) as Told;
  return { cluster, instance: instance?.name, execution, generation };
}

/** One line for each look and each change; what is only remembered for the next look is left out. */
export function logAnswer(event: unknown, answer: unknown): void {
  const told: Told = { ...(answer as Told), sightings: undefined, ends: undefined };
  logger.info('answered', { ...whose(event), answer: told });
}

export function logFailure(event: unknown, error: unknown): void {
  logger.error('failed', { ...whose(event), error: error as Error });
}

export function logUnrecorded(error: unknown): void {
  logger.warn('not in the audit record', { error: error as Error });
}

/**
 * For the dashboard and its alarms: the instance's figures as its nodes report them, how many of its tasks report nothing,
 * and how long was waited for them.
 */
export function publishFigures(
  { cluster, instance }: Pick<InstanceEvent, 'cluster' | 'instance'>,
  figures: Required<NodeFigures>,
  silent: number,
  waited: number,
): void {
  const metrics = metricsOf(cluster, instance.name);
  metrics.addMetric('ExecutionsOwned', MetricUnit.Count, figures.owned);
  metrics.addMetric('ExecutionsParked', MetricUnit.Count, figures.parked);
  metrics.addMetric('ExecutionsResumed', MetricUnit.Count, figures.resumed);
  metrics.addMetric('ExecutionsTranslated', MetricUnit.Count, figures.translated);
  metrics.addMetric('ExecutionsStaying', MetricUnit.Count, figures.staying);
  metrics.addMetric('CallersRelayed', MetricUnit.Count, figures.relayed);
  metrics.addMetric('WritesFenced', MetricUnit.Count, figures.fenced);
  metrics.addMetric('TasksWithoutRecord', MetricUnit.Count, silent);
  metrics.addMetric('HandoverTime', MetricUnit.Seconds, waited);
  metrics.publishStoredMetrics();
}

/** For the dashboard: the weights that the instances have when a state has done what it does to them. */
export function publishWeights(cluster: string, weights: Weights): void {
  for (const [instance, weight] of Object.entries(weights)) {
    const metrics = metricsOf(cluster, instance);
    metrics.addMetric('Weight', MetricUnit.Count, weight);
    metrics.publishStoredMetrics();
  }
}

const metricsOf = (cluster: string, instance: string): Metrics =>
  new Metrics({
    namespace: 'Transship',
    serviceName: SERVICE,
    defaultDimensions: { cluster, instance },
  });
