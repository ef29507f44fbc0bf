import {
  type ContainerDefinition,
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import type { FleetsOptions } from './fleets';
import { until } from './until';

export interface ServicesOptions extends FleetsOptions {
  /** Restarts an `orders` container that has ended in place. Default false. */
  restart?: boolean;
}

/** The family that says what an instance's tasks are to be like; they run another one, which is the upgrade's own. */
export const blueprintOf = (cluster: string, instance: string): string =>
  `${cluster}-${instance}-blueprint`;

const ORDERS_PORT = 8080;
const CATALOG_PORT = 8081;

/** One ECS service for each instance, named as it is; resolves when all tasks are up. */
export async function deployServices(client: ECSClient, options: ServicesOptions): Promise<void> {
  const { cluster, targetGroups, nodes, signal } = options;
  await client.send(new CreateClusterCommand({ clusterName: cluster }));
  for (const [instance, targetGroupArn] of Object.entries(targetGroups)) {
    const family = `${cluster}-${instance}`;
    const containerDefinitions = [orders(instance, options), catalog(options)];
    const { taskDefinition: blueprint } = await client.send(
      new RegisterTaskDefinitionCommand({
        family: blueprintOf(cluster, instance),
        containerDefinitions,
      }),
    );
    const tags = [{ key: 'transship:blueprint', value: blueprint?.taskDefinitionArn }];
    await client.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions, tags }));
    await client.send(
      new CreateServiceCommand({
        cluster,
        serviceName: instance,
        taskDefinition: family,
        desiredCount: nodes,
        loadBalancers: [{ targetGroupArn, containerName: 'orders', containerPort: ORDERS_PORT }],
        // A task that is still starting is not a sick one, also on a busy machine.
        healthCheckGracePeriodSeconds: 30,
        deploymentConfiguration: {
          minimumHealthyPercent: 100,
          maximumPercent: 200,
          // A rollback of the platform's own would go behind the upgrade's back.
          deploymentCircuitBreaker: { enable: true, rollback: false },
        },
      }),
    );
  }
  for (const instance of Object.keys(targetGroups))
    await until(() => isRolledOut(client, cluster, instance), {
      what: `The first rollout of ${instance}`,
      signal,
    });
}

/** The service's newest task definition runs on every task, and nothing else does. */
export async function isRolledOut(
  client: ECSClient,
  cluster: string,
  service: string,
): Promise<boolean> {
  const command = new DescribeServicesCommand({ cluster, services: [service] });
  const deployments = (await client.send(command)).services?.[0]?.deployments ?? [];
  return deployments.length === 1 && deployments[0]?.rolloutState === 'COMPLETED';
}

function orders(
  instance: string,
  { release, environment, stopTimeoutSeconds, restart = false }: ServicesOptions,
): ContainerDefinition {
  return {
    name: 'orders',
    image: release.orders,
    ...(restart && { restartPolicy: { enabled: true } }),
    // So that it ends first, and what it is in the middle of still finds its prices.
    dependsOn: [{ containerName: 'catalog', condition: 'START' }],
    portMappings: [{ containerPort: ORDERS_PORT }],
    stopTimeout: stopTimeoutSeconds,
    environment: variables({
      PORT: String(ORDERS_PORT),
      CATALOG_URL: `http://localhost:${CATALOG_PORT}`,
      TRANSSHIP_INSTANCE: instance,
      ...environment,
    }),
  };
}

const catalog = ({ release, stopTimeoutSeconds }: ServicesOptions): ContainerDefinition => ({
  name: 'catalog',
  image: release.catalog,
  portMappings: [{ containerPort: CATALOG_PORT }],
  stopTimeout: stopTimeoutSeconds,
  environment: variables({ PORT: String(CATALOG_PORT) }),
});

const variables = (values: Record<string, string>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));
