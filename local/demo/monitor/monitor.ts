import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { type Clock, systemClock } from '../../../core/clock';
import type { InstanceConfiguration } from '../../../core/cluster';
import { createLockStore } from '../../../store/lock';
import { createModeStore } from '../../../store/modes';
import { createNodeStore } from '../../../store/nodes';
import type { Clients } from '../../clients';
import type { Shop } from '../../deploy';
import type { Definition, InstanceSample, Sample, TaskSample } from '../evidence';
import { ExecutionHistory } from './history';
import { readDefinition, readDeployments, readTargets, readTasks, readWeights } from './platform';

export interface Monitor {
  samples: Sample[];
  definitions: Record<string, Definition>;
  /** Takes one more look and stops. Rejects if the monitor itself has failed. */
  stop(): Promise<void>;
}

export interface MonitorOptions {
  clients: Clients;
  shop: Shop;
  onSample?: (sample: Sample) => void;
  clock?: Clock;
}

const EVERY_MS = 150;

/** Looks at the cluster from outside, again and again, through the same APIs as anybody would. */
export function startMonitor({
  clients,
  shop,
  onSample = () => undefined,
  clock = systemClock,
}: MonitorOptions): Monitor {
  const observer = new Observer(clients, shop);
  const stopping = new AbortController();
  const samples: Sample[] = [];
  const look = async () => {
    const sample = await observer.look(clock.now());
    samples.push(sample);
    onSample(sample);
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      const begun = clock.elapsed();
      await look();
      await clock.sleep(Math.max(0, EVERY_MS - (clock.elapsed() - begun)), stopping.signal);
    }
    await look();
  })();
  // Whoever stops the monitor learns of it; until then nobody listens.
  looking.catch(() => undefined);
  return {
    samples,
    definitions: observer.definitions,
    stop() {
      stopping.abort();
      return looking;
    },
  };
}

class Observer {
  readonly definitions: Record<string, Definition> = {};
  private readonly histories = new Map<string, ExecutionHistory>();

  constructor(
    private readonly clients: Clients,
    private readonly shop: Shop,
  ) {}

  /** The store and the weights first, then the platform: see `Sample`. */
  async look(at: number): Promise<Sample> {
    const { configuration } = this.shop;
    const { name: cluster, instances } = configuration;
    const [nodes, lockHolder, weights] = await Promise.all([
      Promise.all(instances.map(({ name }) => this.nodesOf(cluster, name))),
      this.lockHolder(cluster),
      readWeights(this.clients.loadBalancing, configuration),
    ]);
    const [seen, upgrades] = await Promise.all([
      Promise.all(instances.map((instance, index) => this.seen(instance, nodes[index]))),
      this.upgrades(),
    ]);
    const named = instances.map(({ name }, index) => [name, seen[index]] as const);
    const present = named.flatMap(([name, instance]) =>
      instance ? [[name, instance] as const] : [],
    );
    return { at, weights, instances: Object.fromEntries(present), upgrades, lockHolder };
  }

  private async nodesOf(cluster: string, instance: string) {
    const table = this.shop.transship?.table;
    if (!table) return undefined;
    const [mode, records] = await Promise.all([
      createModeStore(table).read(cluster, instance),
      createNodeStore(table).list(cluster, instance),
    ]);
    return { mode, records };
  }

  private async lockHolder(cluster: string): Promise<string | undefined> {
    const table = this.shop.transship?.table;
    return table && (await createLockStore(table).read(cluster)).holder;
  }

  private async seen(
    instance: InstanceConfiguration,
    nodes: Awaited<ReturnType<Observer['nodesOf']>>,
  ): Promise<InstanceSample> {
    const { containers, loadBalancing } = this.clients;
    const [listed, deployments, targets] = await Promise.all([
      readTasks(containers, instance),
      readDeployments(containers, instance),
      readTargets(loadBalancing, instance),
    ]);
    const tasks = listed.map((task): TaskSample => {
      const record = nodes?.records.find(({ slot }) => slot === task.taskArn);
      return {
        task: task.taskArn ?? '',
        definition: task.taskDefinitionArn ?? '',
        running: task.lastStatus === 'RUNNING',
        stopping: task.desiredStatus === 'STOPPED',
        sealed: record?.state === 'sealed' ? record.generation : undefined,
      };
    });
    for (const { definition } of tasks)
      this.definitions[definition] ??= await readDefinition(containers, definition);
    return { mode: nodes?.mode, targets, deployments, tasks };
  }

  private async upgrades(): Promise<Sample['upgrades']> {
    const machine = this.shop.transship?.stateMachineArn;
    if (!machine) return [];
    const { executions = [] } = await this.clients.stateMachines.send(
      new ListExecutionsCommand({ stateMachineArn: machine, statusFilter: 'RUNNING' }),
    );
    return Promise.all(
      executions.map(async ({ executionArn = '', name = '' }) => {
        const history =
          this.histories.get(executionArn) ??
          new ExecutionHistory(this.clients.stateMachines, executionArn);
        this.histories.set(executionArn, history);
        await history.look();
        return { name, holdsLock: history.holdsLock };
      }),
    );
  }
}
