import { AwsError } from '../aws/json-api';
import { ecsArn, shortName } from './names';
import type { Cluster, Service } from './state';

/** All that the emulated ECS knows of clusters, their services and tasks. */
export class Clusters {
  private readonly clusters = new Map<string, Cluster>();

  /** Creating a cluster that is there already changes nothing. */
  create(name = 'default'): Cluster {
    const cluster = this.clusters.get(name) ?? {
      name,
      arn: ecsArn(`cluster/${name}`),
      services: new Map<string, Service>(),
      tasks: [],
    };
    this.clusters.set(name, cluster);
    return cluster;
  }

  get(nameOrArn = 'default'): Cluster {
    const cluster = this.clusters.get(shortName(nameOrArn));
    if (!cluster) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return cluster;
  }

  service(cluster: string | undefined, nameOrArn: string | undefined): Service {
    const service = this.get(cluster).services.get(shortName(nameOrArn ?? ''));
    if (!service) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    return service;
  }

  services(): Service[] {
    return [...this.clusters.values()].flatMap(({ services }) => [...services.values()]);
  }

  /** Forgets the tasks that stopped before a time. */
  forgetStopped(before: number): void {
    for (const cluster of this.clusters.values())
      cluster.tasks = cluster.tasks.filter(({ stoppedAt }) => !stoppedAt || stoppedAt > before);
  }
}
