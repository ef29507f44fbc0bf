import {
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  type AccessLogEntry,
  type LoadBalancing,
  type LoadBalancingOptions,
  startLoadBalancing,
} from '../../local/loadbalancer';
import {
  type DeployedLoadBalancer,
  deployLoadBalancer,
} from '../../local/deployment/load-balancer';
import type { NodeOptions, Service } from '../../runtime';
import { createModeStore } from '../../store/modes';
import { createNodeStore } from '../../store/nodes';
import { type TestNode, startTestNode } from './node';
import { type TestStore, startStore } from './store';
import { until } from './until';

export const instances = ['first', 'second'] as const;
export type Instance = (typeof instances)[number];

/** What the load balancer saw of a request, once it was over. */
export interface LoggedRequest extends AccessLogEntry {
  instance: Instance | undefined;
}

/** Two instances of one node each behind the embedded load balancer, on the real engine. At first all goes to `first`. */
export interface TestCluster {
  url: string;
  store: TestStore;
  log: LoggedRequest[];
  balancing: LoadBalancing;
  /** Requests that an instance works on, as the load balancer sees it. */
  inFlight(instance: Instance): number;
  /** Sets the weights by the ELBv2 API; they are in force once the load balancer has propagated them. */
  setWeights(first: number, second: number): Promise<void>;
  /** Resolves once the instance reports that it drains. */
  drain(instance: Instance): Promise<void>;
  sealed(instance: Instance): Promise<void>;
  /** Resolves once the instance reports that it serves again. */
  serve(instance: Instance): Promise<void>;
  close(): Promise<void>;
}

export interface TestClusterOptions {
  services: (instance: Instance) => Service[];
  node?: Partial<NodeOptions>;
  balancing?: LoadBalancingOptions;
  /** Of load balancer and nodes. Default 60. */
  idleTimeoutSeconds?: number;
}

export async function startTestCluster(options: TestClusterOptions): Promise<TestCluster> {
  const { idleTimeoutSeconds = 60 } = options;
  const log: LoggedRequest[] = [];
  const store = await startStore();
  const balancing = await startLoadBalancing({
    propagationMs: 0,
    healthCheckIntervalMs: 50,
    onRequest: (entry) => log.push({ ...entry, instance: instanceOf(entry) }),
    ...options.balancing,
  });
  const api = new ElasticLoadBalancingV2Client({
    endpoint: balancing.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const deployed = await deployLoadBalancer(api, {
    name: 'shop',
    instances: [...instances],
    port: 0,
    deregistrationDelaySeconds: 1,
    idleTimeoutSeconds,
  });
  const groupOf = (instance: Instance): string => deployed.targetGroups[instance] ?? '';
  const instanceOf = ({ targetGroupArn }: AccessLogEntry): Instance | undefined =>
    instances.find((instance) => groupOf(instance) === targetGroupArn);

  const nodes = await Promise.all(
    instances.map(async (instance) => {
      const services = options.services(instance);
      const node = { ...options.node, instance, services, idleTimeoutSeconds };
      return register(balancing, groupOf(instance), await startTestNode(store, node));
    }),
  );

  const modes = createModeStore(store.table);
  const reports = createNodeStore(store.table);
  const reported = (instance: Instance, states: string[], generation: number): Promise<void> =>
    until(async () => {
      const [record] = await reports.list('shop', instance);
      return record?.generation === generation && states.includes(record.state);
    });

  const cluster: TestCluster = {
    url: deployed.url,
    store,
    log,
    balancing,
    inFlight: (instance) => balancing.inFlight(groupOf(instance)),
    setWeights: (first, second) => setWeights(api, deployed, { first, second }),
    drain: async (instance) => {
      const { generation } = await modes.set('shop', instance, 'draining', 1);
      await reported(instance, ['draining', 'sealed'], generation);
    },
    sealed: async (instance) => {
      const { generation } = await modes.read('shop', instance);
      await reported(instance, ['sealed'], generation);
    },
    serve: async (instance) => {
      const { generation } = await modes.set('shop', instance, 'serving', 1);
      await reported(instance, ['serving'], generation);
    },
    close: async () => {
      api.destroy();
      await Promise.all(nodes.map((node) => node.close()));
      await balancing.close();
      await store.close();
    },
  };
  await cluster.setWeights(100, 0);
  return cluster;
}

async function register(
  { targets }: LoadBalancing,
  group: string,
  node: TestNode,
): Promise<TestNode> {
  const { hostname: host, port } = new URL(node.url);
  const target = { host, port: Number(port) };
  await targets.register(group, target);
  await until(() => targets.health(group, target) === 'healthy');
  return node;
}

async function setWeights(
  api: ElasticLoadBalancingV2Client,
  { listenerArn, targetGroups }: DeployedLoadBalancer,
  weights: Record<Instance, number>,
): Promise<void> {
  const groups = instances.map((instance) => ({
    TargetGroupArn: targetGroups[instance],
    Weight: weights[instance],
  }));
  await api.send(
    new ModifyListenerCommand({
      ListenerArn: listenerArn,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: groups } }],
    }),
  );
}
