import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type { Clients } from '../../clients';
import type { Shop } from '../../deploy';
import type { Definition, InstanceSample, Sample, TaskSample } from '../evidence';
import { type FleetsWatch, type SeenFleet, type SeenTask, watchFleets } from './fleets';
import { ExecutionHistory } from './history';
import { readTargets, readWeights } from './load-balancer';
import { readStore, type StoreSample } from './store';

/** Looks at the cluster from outside, through the same APIs as anybody would. */
export class Observer {
  readonly definitions: Record<string, Definition> = {};
  private readonly fleets: FleetsWatch;
  private readonly histories = new Map<string, ExecutionHistory>();
  /** Whose records are read: the tasks seen last time. A new one is a sample late, and is not asked for proof. */
  private known: { instance: string; task: string }[] = [];

  constructor(
    private readonly clients: Clients,
    private readonly shop: Shop,
  ) {
    this.fleets = watchFleets(clients, shop.configuration);
  }

  /** The store and the weights first, then the platform: see `Sample`. */
  async look(at: number): Promise<Sample> {
    const { loadBalancing } = this.clients;
    const { configuration, transship } = this.shop;
    const { instances } = configuration;
    const [store, weights] = await Promise.all([
      transship && readStore(transship.table, configuration, this.known),
      readWeights(loadBalancing, configuration),
    ]);
    const [fleets, targets, upgrades] = await Promise.all([
      this.fleets.look(),
      Promise.all(instances.map((instance) => readTargets(loadBalancing, instance))),
      this.upgrades(),
    ]);
    await this.learn(Object.values(fleets));
    const seen = instances.map((instance, index): [string, InstanceSample] => [
      instance.name,
      {
        mode: store?.modes[instance.name],
        targets: targets[index] ?? {},
        deployments: fleets[instance.name]?.deployments ?? 0,
        tasks: (fleets[instance.name]?.tasks ?? []).map((task) => withSeal(task, store)),
      },
    ]);
    this.known = Object.entries(fleets).flatMap(([instance, { tasks }]) =>
      tasks.map(({ task }) => ({ instance, task })),
    );
    return {
      at,
      weights,
      instances: Object.fromEntries(seen),
      upgrades,
      lockHolder: store?.lockHolder,
    };
  }

  private async learn(fleets: SeenFleet[]): Promise<void> {
    for (const { definition } of fleets.flatMap(({ tasks }) => tasks))
      this.definitions[definition] ??= await this.fleets.readDefinition(definition);
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

function withSeal(task: SeenTask, store: StoreSample | undefined): TaskSample {
  const record = store?.nodes.get(task.task);
  return { ...task, sealed: record?.state === 'sealed' ? record.generation : undefined };
}
