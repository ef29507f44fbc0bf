import type {
  DescribeTasksCommandInput,
  ListTasksCommandInput,
  RunTaskCommandInput,
  StopTaskCommandInput,
} from '@aws-sdk/client-ecs';
import type { Operations } from '../aws/json-api';
import type { Clusters } from './clusters';
import { describeTask } from './describe';
import { invalid } from './errors';
import { shortName } from './names';
import { page } from './page';
import { LoneTasks } from './run-task';
import type { TaskDefinitions } from './task-definitions';
import type { TaskRunner } from './task-runner';

export function taskOperations(
  clusters: Clusters,
  definitions: TaskDefinitions,
  runner: TaskRunner,
): Operations {
  const lone = new LoneTasks(clusters, definitions, runner);
  return {
    RunTask: (input: RunTaskCommandInput) => ({
      tasks: [describeTask(lone.run(input))],
      failures: [],
    }),

    /** As in ECS, a task that is on its way out is listed only under desiredStatus STOPPED. */
    ListTasks(input: ListTasksCommandInput) {
      const { cluster, serviceName, family, startedBy, desiredStatus = 'RUNNING' } = input;
      const others = input.serviceName ?? input.family ?? input.desiredStatus;
      if (startedBy && others) throw invalid('startedBy must be the only filter.');
      const service = serviceName && clusters.service(cluster, serviceName).name;
      const arns = clusters
        .get(cluster)
        .tasks.filter((task) => task.desiredStatus === desiredStatus)
        .filter((task) => !service || task.service.name === service)
        .filter((task) => !family || task.definition.family === family)
        .filter((task) => !startedBy || task.deployment.id === startedBy)
        .map(({ arn }) => arn);
      const { items, nextToken } = page(arns, input);
      return { taskArns: items, nextToken };
    },

    DescribeTasks({ cluster, tasks = [] }: DescribeTasksCommandInput) {
      const { tasks: present, arn: clusterArn } = clusters.get(cluster);
      const asked = tasks.map((nameOrArn) => {
        const wanted = shortName(nameOrArn);
        return { wanted, task: present.find(({ id }) => id === wanted) };
      });
      return {
        tasks: asked.flatMap(({ task }) => (task ? [describeTask(task)] : [])),
        failures: asked
          .filter(({ task }) => !task)
          .map(({ wanted }) => ({
            arn: `${clusterArn.replace(':cluster/', ':task/')}/${wanted}`,
            reason: 'MISSING',
          })),
      };
    },

    StopTask({ cluster, task: nameOrArn = '', reason }: StopTaskCommandInput) {
      const wanted = shortName(nameOrArn);
      const task = clusters.get(cluster).tasks.find(({ id }) => id === wanted);
      if (!task) throw invalid('The referenced task was not found.');
      runner.stop(task, { code: 'UserInitiated', reason: reason ?? 'Task stopped by user' });
      return { task: describeTask(task) };
    },
  };
}
