import { Token } from 'aws-cdk-lib';
import { complaintOf } from '../../core/change-windows';
import type { ClusterProps } from './cluster';
import type { Entrance } from './entrance';

/** What ECS, CloudWatch, EC2 and IAM all take as a part of a name. */
const NAME = /^[\w-]+$/;
/** Names that are made of both have room for that much: a policy's has 128. */
const LONGEST = { cluster: 64, instance: 32 };

/** So long that all of an upgrade's waits fit into an execution's history (docs/quotas.md). */
const LONGEST_HOOK_SECONDS = 1_800;

/** Refuses, when it is synthesised, a cluster that could not be deployed or not be upgraded. */
export function checkCluster({
  clusterName,
  instances,
  changeWindows = [],
  hooks = {},
  entrance: { idleTimeout },
}: Pick<ClusterProps, 'clusterName' | 'instances' | 'changeWindows' | 'hooks'> & {
  entrance: Entrance;
}): void {
  checkName('A cluster', clusterName, LONGEST.cluster);
  const names = Object.keys(instances);
  for (const name of names) checkName(`An instance of ${clusterName}`, name, LONGEST.instance);
  if (names.length < 2 || names.length > 5)
    throw new Error(
      `Cluster ${clusterName} has two to five instances, not ${names.length}: a forward action holds no more.`,
    );
  const applications = new Set(Object.values(instances).map(({ application }) => application));
  if (applications.size > 1)
    throw new Error(
      `The instances of cluster ${clusterName} are all of containers with one application, or all of machines: an update names components that each of them has. They have ${[...applications].join(' and ')}.`,
    );
  for (const complaint of changeWindows.map(complaintOf))
    if (complaint !== undefined)
      throw new Error(`A change window of cluster ${clusterName} cannot be used: ${complaint}.`);
  for (const [point, { timeout }] of Object.entries(hooks)) {
    const most = timeout?.toSeconds() ?? 1;
    if (most < 1 || most > LONGEST_HOOK_SECONDS)
      throw new Error(
        `Hook ${point} of cluster ${clusterName} may take 1 to ${LONGEST_HOOK_SECONDS} seconds, not ${most}.`,
      );
  }
  const seconds = idleTimeout.toSeconds();
  if (!Token.isUnresolved(seconds) && (seconds < 10 || seconds > 4000))
    throw new Error(
      `The idle time-out of cluster ${clusterName} is 10 to 4,000 seconds, not ${seconds}: the load balancer takes no more, and nodes no less.`,
    );
}

function checkName(whose: string, name: string, longest: number): void {
  if (NAME.test(name) && name.length <= longest) return;
  throw new Error(
    `${whose} is named by 1 to ${longest} letters, digits, "-" or "_", not by "${name}".`,
  );
}
