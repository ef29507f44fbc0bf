import type {
  CreateClusterCommandInput,
  CreateServiceCommandInput,
  DeleteServiceCommandInput,
  DescribeServicesCommandInput,
  LoadBalancer,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { AwsError, type Operations } from '../aws/json-api';
import type { Clusters } from './clusters';
import { beginDeployment } from './deployments';
import { configured, newService } from './create';
import { describeService } from './describe';
import { invalid } from './errors';
import { shortName } from './names';
import type { TaskDefinition } from './state';
import type { TaskDefinitions } from './task-definitions';

export function serviceOperations(clusters: Clusters, definitions: TaskDefinitions): Operations {
  return {
    CreateCluster({ clusterName }: CreateClusterCommandInput) {
      const { name, arn } = clusters.create(clusterName);
      return { cluster: { clusterName: name, clusterArn: arn, status: 'ACTIVE' } };
    },

    CreateService(input: CreateServiceCommandInput) {
      const cluster = clusters.get(input.cluster);
      const { serviceName: name = '', desiredCount, loadBalancers = [] } = input;
      const definition = definitions.runnable(input.taskDefinition);
      if (!/^[\w-]{1,255}$/.test(name)) throw invalid(`Invalid service name: '${name}'.`);
      if (desiredCount === undefined) throw invalid('desiredCount is required.');
      if ((cluster.services.get(name)?.status ?? 'INACTIVE') !== 'INACTIVE')
        throw invalid('Creation of service was not idempotent.');
      checkLoadBalancers(loadBalancers, definition);
      const service = newService(cluster, input);
      beginDeployment(service, definition);
      cluster.services.set(name, service);
      return { service: describeService(service, true) };
    },

    UpdateService(input: UpdateServiceCommandInput) {
      const service = clusters.service(input.cluster, input.service);
      if (service.status !== 'ACTIVE')
        throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
      const current = service.deployments[0]?.taskDefinition;
      const wanted = input.taskDefinition ? definitions.runnable(input.taskDefinition) : current;
      if (wanted) checkLoadBalancers(service.loadBalancers, wanted);
      service.deploymentConfiguration = configured({
        ...service.deploymentConfiguration,
        ...input.deploymentConfiguration,
      });
      service.desiredCount = input.desiredCount ?? service.desiredCount;
      service.healthCheckGracePeriodSeconds =
        input.healthCheckGracePeriodSeconds ?? service.healthCheckGracePeriodSeconds;
      if (wanted && (wanted !== current || input.forceNewDeployment))
        beginDeployment(service, wanted);
      return { service: describeService(service, true) };
    },

    DescribeServices({ cluster, services = [], include }: DescribeServicesCommandInput) {
      const { services: present, arn: clusterArn } = clusters.get(cluster);
      const asked = services.map((nameOrArn) => {
        const name = shortName(nameOrArn);
        return { name, service: present.get(name) };
      });
      return {
        services: asked.flatMap(({ service }) =>
          service ? [describeService(service, include?.includes('TAGS') ?? false)] : [],
        ),
        failures: asked
          .filter(({ service }) => !service)
          .map(({ name }) => ({
            arn: `${clusterArn.replace(':cluster/', ':service/')}/${name}`,
            reason: 'MISSING',
          })),
      };
    },

    DeleteService(input: DeleteServiceCommandInput) {
      const service = clusters.service(input.cluster, input.service);
      if (service.status !== 'ACTIVE')
        throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
      if (service.desiredCount > 0 && !input.force)
        throw invalid('The service cannot be stopped while it is scaled above 0.');
      service.desiredCount = 0;
      service.status = 'DRAINING';
      return { service: describeService(service, true) };
    },
  };
}

function checkLoadBalancers(loadBalancers: LoadBalancer[], { containers }: TaskDefinition): void {
  for (const { containerName, containerPort } of loadBalancers) {
    const container = containers.find(({ name }) => name === containerName);
    if (!container?.portMappings?.some((mapping) => mapping.containerPort === containerPort))
      throw invalid(
        `The container ${containerName} did not have a container port ${containerPort} defined.`,
      );
  }
}
