/** What the scheduler sees of a service; tasks that have stopped are left out. */
export interface Situation {
  now: number;
  startNotBefore: number;
  desiredCount: number;
  /** In percent of the desired count. */
  minimumHealthy: number;
  maximum: number;
  circuitBreaker: boolean;
  /** Newest first. */
  deployments: SeenDeployment[];
  tasks: SeenTask[];
}

export interface SeenDeployment {
  id: string;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  failedTasks: number;
}

export interface SeenTask {
  id: string;
  deployment: string;
  stopping: boolean;
  healthy: boolean;
  /** Unhealthy for so long that it must be replaced. */
  failing: boolean;
}

export type Decision =
  | { kind: 'start'; deployment: string; count: number }
  | { kind: 'stop'; task: string; why: 'unhealthy' | 'surplus' }
  | { kind: 'complete' | 'fail'; deployment: string };

/** One look at a service, and what to do to bring it nearer to what is desired of it: ECS's rolling deployment. */
export function decide(situation: Situation): Decision[] {
  const [primary] = situation.deployments;
  if (!primary) return [];
  if (breakerTrips(situation, primary)) return [{ kind: 'fail', deployment: primary.id }];
  const decisions = [
    ...replaceUnhealthy(situation),
    ...startMissing(situation, primary),
    ...stopSurplus(situation),
    ...stopFormer(situation, primary),
  ];
  return decisions.length > 0 ? decisions : completeRollout(situation, primary);
}

function breakerTrips({ circuitBreaker, desiredCount }: Situation, primary: SeenDeployment) {
  const threshold = Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
  return (
    circuitBreaker && primary.rolloutState === 'IN_PROGRESS' && primary.failedTasks >= threshold
  );
}

/** Tasks that count: neither on their way out nor about to be. */
const staying = ({ tasks }: Situation, deployment?: string): SeenTask[] =>
  tasks.filter(
    (task) => !task.stopping && !task.failing && (!deployment || task.deployment === deployment),
  );

const stop =
  (why: 'unhealthy' | 'surplus') =>
  (task: SeenTask): Decision => ({
    kind: 'stop',
    task: task.id,
    why,
  });

const healthyFirst = (a: SeenTask, b: SeenTask): number => Number(b.healthy) - Number(a.healthy);

const replaceUnhealthy = ({ tasks }: Situation): Decision[] =>
  tasks.filter((task) => task.failing && !task.stopping).map(stop('unhealthy'));

function startMissing(situation: Situation, primary: SeenDeployment): Decision[] {
  if (situation.now < situation.startNotBefore) return [];
  const present = staying(situation).length;
  // A failed deployment starts no more tasks, but the service is kept up by the one that was there before it.
  const failed = primary.rolloutState === 'FAILED';
  const deployment = failed
    ? situation.deployments.find(({ rolloutState }) => rolloutState === 'COMPLETED')
    : primary;
  if (!deployment) return [];
  const missing =
    situation.desiredCount - (failed ? present : staying(situation, primary.id).length);
  const room = Math.floor((situation.desiredCount * situation.maximum) / 100) - present;
  const count = Math.min(missing, room);
  return count > 0 ? [{ kind: 'start', deployment: deployment.id, count }] : [];
}

/** More tasks of one deployment than are desired in all: the service was scaled in. */
function stopSurplus(situation: Situation): Decision[] {
  return situation.deployments.flatMap(({ id }) =>
    staying(situation, id).sort(healthyFirst).slice(situation.desiredCount).map(stop('surplus')),
  );
}

/** Each new task that is healthy lets an old one go, as long as enough healthy ones stay. */
function stopFormer(situation: Situation, primary: SeenDeployment): Decision[] {
  if (primary.rolloutState === 'FAILED') return [];
  const arrived = staying(situation, primary.id).filter(({ healthy }) => healthy).length;
  const needed = Math.ceil((situation.desiredCount * situation.minimumHealthy) / 100) - arrived;
  return staying(situation)
    .filter(({ deployment }) => deployment !== primary.id)
    .sort(healthyFirst)
    .slice(Math.max(0, needed))
    .map(stop('surplus'));
}

/** A rollout is complete when every task is new and healthy, and the last of the old ones has stopped. */
function completeRollout(situation: Situation, primary: SeenDeployment): Decision[] {
  if (primary.rolloutState !== 'IN_PROGRESS') return [];
  const arrived = staying(situation, primary.id).filter(({ healthy }) => healthy).length;
  const former = situation.tasks.some(({ deployment }) => deployment !== primary.id);
  return arrived === situation.desiredCount && !former
    ? [{ kind: 'complete', deployment: primary.id }]
    : [];
}
