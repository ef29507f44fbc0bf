import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import type { InstanceConfiguration } from '../../../core/cluster';
import type { Clients } from '../../clients';
import type { Definition } from '../evidence';
import type { FleetsWatch, SeenTask } from './fleets';

/** Instances that are ECS services, all of one cluster. */
export function watchServices(
  { containers }: Pick<Clients, 'containers'>,
  instances: InstanceConfiguration[],
): FleetsWatch {
  const services = instances.flatMap(({ name, fleet }) =>
    fleet.kind === 'ecs' ? [{ instance: name, service: fleet.service }] : [],
  );
  const [cluster] = instances.flatMap(({ fleet }) => (fleet.kind === 'ecs' ? fleet.cluster : []));
  return {
    async look() {
      const [tasks, described] = await Promise.all([
        readTasks(containers, cluster),
        containers.send(
          new DescribeServicesCommand({ cluster, services: services.map((it) => it.service) }),
        ),
      ]);
      const seen = services.map(({ instance, service }) => {
        const { deployments = [] } =
          described.services?.find(({ serviceName }) => serviceName === service) ?? {};
        const own = tasks.filter(({ group }) => group === `service:${service}`);
        return [instance, { deployments: deployments.length, tasks: own.map(describe) }] as const;
      });
      return Object.fromEntries(seen);
    },
    readDefinition: (arn) => readDefinition(containers, arn),
  };
}

/** Every task of the cluster that has not stopped. */
async function readTasks(client: ECSClient, cluster: string | undefined): Promise<Task[]> {
  const list = async (desiredStatus: 'RUNNING' | 'STOPPED') => {
    const command = new ListTasksCommand({ cluster, desiredStatus });
    return (await client.send(command)).taskArns ?? [];
  };
  // In this order a task that is being stopped meanwhile is in both lists, and not in neither.
  const running = await list('RUNNING');
  const tasks = [...new Set([...running, ...(await list('STOPPED'))])];
  if (tasks.length === 0) return [];
  const { tasks: described = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks }));
  return described.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
}

const describe = (task: Task): SeenTask => ({
  task: task.taskArn ?? '',
  definition: task.taskDefinitionArn ?? '',
  running: task.lastStatus === 'RUNNING',
  stopping: task.desiredStatus === 'STOPPED',
});

async function readDefinition(client: ECSClient, arn: string): Promise<Definition> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: arn });
  const containers = (await client.send(command)).taskDefinition?.containerDefinitions ?? [];
  return {
    images: Object.fromEntries(containers.map(({ name = '', image = '' }) => [name, image])),
    settings: Object.fromEntries(
      containers.map((container) => [
        container.name ?? '',
        JSON.stringify({ ...container, image: undefined }),
      ]),
    ),
  };
}
