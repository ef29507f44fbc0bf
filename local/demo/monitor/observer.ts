import type { Task } from '@aws-sdk/client-ecs';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type { InstanceConfiguration } from '../../../core/cluster';
import type { Clients } from '../../clients';
import type { Shop } from '../../deploy';
import type { Definition, InstanceSample, Sample } from '../evidence';
import { ExecutionHistory } from './history';
import {
  isTaskOf,
  readDefinition,
  readDeployments,
  readTargets,
  readTasks,
  readWeights,
} from './platform';
import { readStore, type StoreSample } from './store';

/** Looks at the cluster from outside, through the same APIs as anybody would. */
export class Observer {
  readonly definitions: Record<string, Definition> = {};
  private readonly histories = new Map<string, ExecutionHistory>();
  /** Whose records are read: the tasks seen last time. A new one is a sample late, and is not asked for proof. */
  private known: { instance: string; task: string }[] = [];

  constructor(
    private readonly clients: Clients,
    private readonly shop: Shop,
  ) {}

  /** The store and the weights first, then the platform: see `Sample`. */
  async look(at: number): Promise<Sample> {
    const { containers, loadBalancing } = this.clients;
    const { configuration, transship } = this.shop;
    const { instances } = configuration;
    const [store, weights] = await Promise.all([
      transship && readStore(transship.table, configuration, this.known),
      readWeights(loadBalancing, configuration),
    ]);
    const [tasks, deployments, targets, upgrades] = await Promise.all([
      readTasks(containers, configuration),
      readDeployments(containers, configuration),
      Promise.all(instances.map((instance) => readTargets(loadBalancing, instance))),
      this.upgrades(),
    ]);
    await this.learn(tasks);
    const seen = instances.map((instance, index): [string, InstanceSample] => [
      instance.name,
      {
        mode: store?.modes[instance.name],
        targets: targets[index] ?? {},
        deployments: deployments[instance.name] ?? 0,
        tasks: tasks
          .filter((task) => isTaskOf(instance, task))
          .map((task) => describe(task, store)),
      },
    ]);
    this.known = instances.flatMap((instance) => namesOf(instance, tasks));
    return {
      at,
      weights,
      instances: Object.fromEntries(seen),
      upgrades,
      lockHolder: store?.lockHolder,
    };
  }

  private async learn(tasks: Task[]): Promise<void> {
    for (const { taskDefinitionArn: arn = '' } of tasks)
      this.definitions[arn] ??= await readDefinition(this.clients.containers, arn);
  }

  private async upgrades(): Promise<Sample['upgrades']> {
    const { stateMachines } = this.clients;
    const stateMachineArn = this.shop.transship?.stateMachineArn;
    if (stateMachineArn === undefined) return [];
    const { executions = [] } = await stateMachines.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
    );
    return Promise.all(
      executions.map(async ({ executionArn = '', name = '' }) => {
        const history =
          this.histories.get(executionArn) ?? new ExecutionHistory(stateMachines, executionArn);
        this.histories.set(executionArn, history);
        await history.look();
        return { name, holdsLock: history.holdsLock };
      }),
    );
  }
}

const namesOf = (instance: InstanceConfiguration, tasks: Task[]) =>
  tasks
    .filter((task) => isTaskOf(instance, task))
    .map(({ taskArn = '' }) => ({ instance: instance.name, task: taskArn }));

function describe(task: Task, store: StoreSample | undefined) {
  const record = store?.nodes.get(task.taskArn ?? '');
  return {
    task: task.taskArn ?? '',
    definition: task.taskDefinitionArn ?? '',
    running: task.lastStatus === 'RUNNING',
    stopping: task.desiredStatus === 'STOPPED',
    sealed: record?.state === 'sealed' ? record.generation : undefined,
  };
}
