import { type Clock, systemClock } from '../../core/clock';
import type { ClusterConfiguration, InstanceConfiguration, Release } from '../../core/cluster';
import type { Mode, NodeRecord } from '../../core/node';
import type { UpdateOptions } from '../../core/update';
import { type Ledger, startLedger } from '../../examples/shop/ledger';
import { type Cloud, startCloud } from '../../local/cloud';
import { type DynamoDb, startDynamoDb } from '../../local/dynamodb';
import { deployShop, type Shop } from '../../local/deploy';
import type { AlarmsOptions } from '../../local/deployment/alarms';
import type { LocalHooks } from '../../local/deployment/hooks';
import { Teardown } from '../../local/teardown';
import type { Table } from '../../store/client';
import { createExecutionStore, type ExecutionStore } from '../../store/executions';
import { createLockStore, type Lock } from '../../store/lock';
import { createModeStore } from '../../store/modes';
import { createNodeStore } from '../../store/nodes';
import { type Answer, type Call, call } from './caller';
import { readTasks, readWeights } from './platform';
import { findProcesses, type FoundProcess } from './processes';
import { until } from './until';
import { type UpgradeOutcome, Upgrades, type Visit } from './upgrades';

export type { UpgradeOutcome, Visit } from './upgrades';

// The whole of it, for scenarios: the embedded cloud in this process, the shop on real node processes, the real state
// machine with real Lambda processes, and everything that one looks at or breaks from outside.

export interface ClusterOptions {
  /** What runs the nodes. Default `ecs`. */
  compute?: 'ecs' | 'ec2';
  /** Default `first` and `second`. */
  instances?: string[];
  /** Nodes of each instance. Default 1. */
  nodes?: number;
  /** How long a change of weights takes to be in force everywhere. Default 0.2. */
  propagationSeconds?: number;
  /** Default 15: nobody is taken for dead who is only slow. Where a scenario waits for a lease: 3. */
  leaseSeconds?: number;
  /** Default 10. */
  lambdaTimeoutSeconds?: number;
  /** Default 1. */
  deregistrationDelaySeconds?: number;
  /** How long a container may take to end after SIGTERM. Default 10. */
  stopTimeoutSeconds?: number;
  /**
   * How long a second of the state machine's waits lasts, in seconds. Default 0.3. Where something must have had its
   * real time (a lease, a time-out, what is still on its way): 1.
   */
  waitScale?: number;
  /** How long a node may fail its health checks before the platform replaces its task. Default 60. */
  replaceUnhealthyAfterSeconds?: number;
  /**
   * Cleans up after upgrades that do not end by themselves. Default false: a scenario that stops one sees what is left.
   */
  cleanUp?: boolean;
  /** What the component `orders` runs at its two releases. Default: the shop's. */
  entryFiles?: { from: string; to: string };
  /** The alarms that a deployment makes. Default: none. */
  alarms?: AlarmsOptions;
  /** Functions that every upgrade asks, at each of its points. Default: none. */
  hooks?: LocalHooks;
  /** Restarts an `orders` container that has ended in place, in its task. Default false. */
  restart?: boolean;
  /** File to which each call of a Lambda's to AWS is appended. Default: none. */
  recordCallsTo?: string;
}

/** The component `orders` of one task or machine, as its process stands on this machine. */
export interface NodeProcess extends FoundProcess {
  instance: string;
  /** What it reports in the public store; undefined before it has. */
  record: NodeRecord | undefined;
}

export interface Cluster {
  /** The load balancer's. */
  url: string;
  ledger: Ledger;
  /** The emulators: `cloud.clients` (AWS SDK), `cloud.dynamodb.faults`, `cloud.containers`, … */
  cloud: Cloud<DynamoDb>;
  shop: Shop & { transship: NonNullable<Shop['transship']> };
  table: Table;
  executions: ExecutionStore;
  /** A caller's whole conversation, by way of the load balancer unless told otherwise. Rejects when all is closed. */
  call(asked: Pick<Call, 'service' | 'body'> & Partial<Call>): Promise<Answer>;
  /** What anybody gets at the execution's address, once it is finished. */
  result(execution: string): Promise<Answer>;
  /** Starts the state machine; returns its execution's ARN. Default: release 2, default options. */
  startUpgrade(update?: Release, options?: Partial<UpdateOptions>): Promise<string>;
  /** The same for a roll back. */
  startRollBack(options?: Partial<UpdateOptions>): Promise<string>;
  /** Resolves once the execution has ended, well or not. */
  awaitUpgrade(executionArn: string): Promise<UpgradeOutcome>;
  /** The task states passed through so far. */
  visits(executionArn: string): Promise<Visit[]>;
  /** The `orders` processes that are there now, those of tasks that are being stopped included. */
  nodes(instance?: string): Promise<NodeProcess[]>;
  /** How many tasks of an instance have not stopped; one that is being stopped counts until its last container has ended. */
  tasks(instance: string): Promise<number>;
  /** Kills a node; resolves once its process has ended. */
  kill(node: NodeProcess): Promise<void>;
  /** Every container's process, `catalog` included. */
  processes(): { instance: string | undefined; taskArn: string; container: string; pid: number }[];
  /** Instance → weight, as the API tells it. */
  weights(): Promise<Record<string, number>>;
  mode(instance: string): Promise<Mode>;
  /** All node records of an instance, those of ended nodes included. */
  records(instance: string): Promise<NodeRecord[]>;
  lock(): Promise<Lock>;
  /** Ends every process, also stopped ones, and removes every file. */
  close(): Promise<void>;
}

const NAME = 'shop';

/** Resolves with all nodes up, healthy and at release 1. Nothing is left if it rejects. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const teardown = new Teardown();
  try {
    return await open(options, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function open(options: ClusterOptions, teardown: Teardown): Promise<Cluster> {
  const {
    instances = ['first', 'second'],
    propagationSeconds = 0.2,
    waitScale = 0.3,
    replaceUnhealthyAfterSeconds = 60,
  } = options;
  const ledger = teardown.closing(await startLedger());
  const cloud = teardown.closing(
    await startCloud({
      dynamodb: await startDynamoDb(),
      propagationMs: propagationSeconds * 1_000,
      waitClock: scaled(waitScale),
      replaceUnhealthyAfterMs: replaceUnhealthyAfterSeconds * 1_000,
      ...(options.recordCallsTo !== undefined && { recordCallsTo: options.recordCallsTo }),
    }),
  );
  const instanceOfTask = new Map<string, string>();
  cloud.containers.onTaskChange(({ taskArn, service }) => instanceOfTask.set(taskArn, service));
  const deployed = await deployShop(cloud, {
    nodes: 1,
    leaseSeconds: 15,
    lambdaTimeoutSeconds: 10,
    deregistrationDelaySeconds: 1,
    stopTimeoutSeconds: 10,
    cleanUp: false,
    ...options,
    instances,
    propagationSeconds,
    port: 0,
    plain: false,
    ledgerUrl: ledger.url,
    idleTimeoutSeconds: 60,
    signal: new AbortController().signal,
  });
  if (!deployed.transship) throw new Error('The shop was deployed without Transship');
  const shop = { ...deployed, transship: deployed.transship };
  const { table, stateMachineArn } = shop.transship;
  const { configuration } = shop;
  // A node is healthy without the catalog beside it, which may be later in starting.
  await until(() => haveCatalogs(cloud, configuration, options.nodes));
  const upgrades = new Upgrades(cloud.clients.stateMachines, stateMachineArn);
  const nodeStore = createNodeStore(table);
  const closing = new AbortController();

  const caller: Cluster['call'] = (asked) => {
    const signals = asked.signal ? [asked.signal, closing.signal] : [closing.signal];
    const answering = call({ url: shop.url, ...asked, signal: AbortSignal.any(signals) });
    // Whoever waits for it learns of it; at the end of a test that has failed nobody does.
    answering.catch(() => undefined);
    return answering;
  };

  const instanceNamed = (name: string): InstanceConfiguration => {
    const instance = configuration.instances.find((each) => each.name === name);
    if (instance) return instance;
    throw new Error(`There is no instance ${name}`);
  };

  async function nodesOf(name: string): Promise<NodeProcess[]> {
    const instance = instanceNamed(name);
    const processes = await findProcesses(cloud, instance, 'orders');
    const records = await nodeStore.list(NAME, name);
    return processes.map((process) => ({
      instance: name,
      ...process,
      record: records.find(({ slot }) => slot === process.task),
    }));
  }

  return {
    url: shop.url,
    ledger,
    cloud,
    shop,
    table,
    executions: createExecutionStore(table, NAME),
    call: caller,
    result: (execution) => caller({ service: '', body: {}, execution }),
    startUpgrade: (update = changed(shop.releases), upgradeOptions = {}) =>
      upgrades.start({ cluster: NAME, update, options: upgradeOptions }),
    startRollBack: (upgradeOptions = {}) =>
      upgrades.start({ cluster: NAME, rollBack: true, options: upgradeOptions }),
    awaitUpgrade: (executionArn) => upgrades.ended(executionArn),
    visits: (executionArn) => upgrades.visits(executionArn),
    nodes: async (instance) =>
      (await Promise.all((instance ? [instance] : instances).map(nodesOf))).flat(),
    tasks: async (instance) =>
      (await readTasks(cloud.clients.containers, instanceNamed(instance))).length,
    async kill({ pid }) {
      process.kill(pid, 'SIGKILL');
      const all = () => [...cloud.containers.processes(), ...cloud.machines.processes()];
      await until(() => !all().some((each) => each.pid === pid));
    },
    processes: () =>
      cloud.containers
        .processes()
        .map((each) => ({ ...each, instance: instanceOfTask.get(each.taskArn) })),
    weights: () => readWeights(cloud.clients.loadBalancing, configuration),
    mode: (instance) => createModeStore(table).read(NAME, instance),
    records: (instance) => nodeStore.list(NAME, instance),
    lock: () => createLockStore(table).read(NAME),
    close() {
      closing.abort();
      return teardown.run();
    },
  };
}

/** Beside every node a catalog answers. */
async function haveCatalogs(
  cloud: Cloud<DynamoDb>,
  { instances }: ClusterConfiguration,
  nodes = 1,
): Promise<boolean> {
  const found = await Promise.all(instances.map((each) => findProcesses(cloud, each, 'catalog')));
  const answers = await Promise.all(found.flat().map(({ url }) => isAnswering(url)));
  return answers.filter(Boolean).length === nodes * instances.length;
}

const isAnswering = (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    async (response) => response.ok && (await response.text()) !== '',
    () => false,
  );

const scaled = (scale: number): Clock => ({
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms * scale, signal),
});

/** The components that the releases differ in, as they are in the new one. */
const changed = ({ from, to }: Shop['releases']): Release =>
  Object.fromEntries(Object.entries(to).filter(([name, artifact]) => from[name] !== artifact));
