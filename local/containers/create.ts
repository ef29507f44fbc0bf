import type { CreateServiceCommandInput, DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { invalid } from './errors';
import { ecsArn, newTaskId } from './names';
import type { Cluster, Deployment, Service, Task } from './state';

/** A service that nothing is deployed to yet. */
export function newService(cluster: Cluster, created: CreateServiceCommandInput): Service {
  const { serviceName: name = '', desiredCount = 0, loadBalancers = [] } = created;
  return {
    name,
    arn: ecsArn(`service/${cluster.name}/${name}`),
    cluster,
    status: 'ACTIVE',
    created,
    createdAt: Date.now(),
    desiredCount,
    loadBalancers,
    healthCheckGracePeriodSeconds: created.healthCheckGracePeriodSeconds ?? 0,
    deploymentConfiguration: configured(created.deploymentConfiguration),
    deployments: [],
    events: [],
    startNotBefore: 0,
  };
}

/** A deployment configuration with the defaults of ECS. */
export function configured(given: DeploymentConfiguration = {}): DeploymentConfiguration {
  const { deploymentCircuitBreaker = { enable: false, rollback: false } } = given;
  if (deploymentCircuitBreaker.rollback)
    throw invalid('The roll-back of the deployment circuit breaker is not emulated.');
  return {
    ...given,
    maximumPercent: given.maximumPercent ?? 200,
    minimumHealthyPercent: given.minimumHealthyPercent ?? 100,
    deploymentCircuitBreaker,
  };
}

/** A task that is yet to be started. */
export function newTask(service: Service, deployment: Deployment): Task {
  const id = newTaskId();
  return {
    id,
    arn: ecsArn(`task/${service.cluster.name}/${id}`),
    cluster: service.cluster,
    service,
    deployment,
    group: `service:${service.name}`,
    definition: deployment.taskDefinition,
    containers: deployment.taskDefinition.containers.map((definition) => ({
      definition,
      lastStatus: 'PENDING',
    })),
    hostPorts: new Map(),
    targets: [],
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    createdAt: Date.now(),
    wasUp: false,
    counted: false,
  };
}
