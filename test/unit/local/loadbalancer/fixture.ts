import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Client } from 'undici';
import { type LoadBalancingOptions, startLoadBalancing } from '../../../../local/loadbalancer';

const cleanUps: (() => unknown)[] = [];
/** Runs after the test, the last one first. */
export const afterwards = (cleanUp: () => unknown): void => void cleanUps.push(cleanUp);
afterEach(async () => {
  while (cleanUps.length > 0) await cleanUps.pop()?.();
});

/** Resolves once the condition holds; the test's own time-out ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A promise and the function that settles it. */
export function signal(): { raised: Promise<void>; raise: () => void } {
  let raise = (): void => undefined;
  const raised = new Promise<void>((resolve) => (raise = resolve));
  return { raised, raise };
}

export interface TestTarget {
  host: string;
  port: number;
  server: Server;
  /** The paths requested so far, health checks aside. */
  paths: string[];
  /** The connections on which they came in. */
  sockets: Set<Socket>;
  /** What health checks are answered. */
  health: { status: number };
}

/** A server that answers health checks at /health itself and leaves the rest to `handler`. */
export async function startTarget(
  handler: RequestListener = (_request, response) => response.end('ok'),
): Promise<TestTarget> {
  const paths: string[] = [];
  const sockets = new Set<Socket>();
  const health = { status: 200 };
  const server = createServer((request, response) => {
    if (request.url === '/health') return response.writeHead(health.status).end();
    paths.push(request.url ?? '');
    sockets.add(request.socket);
    return handler(request, response);
  });
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { host: '127.0.0.1', port, server, paths, sockets, health };
}

/** Where nobody listens: the operating system gives so low a port to nobody who asks for any. */
export const nowhere = { host: '127.0.0.1', port: 1 };

export async function start(options?: LoadBalancingOptions) {
  const balancing = await startLoadBalancing({
    propagationMs: 0,
    healthCheckIntervalMs: 20,
    ...options,
  });
  afterwards(() => balancing.close());
  const api = new ElasticLoadBalancingV2Client({
    region: 'us-east-1',
    endpoint: balancing.endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  afterwards(() => api.destroy());
  return { balancing, api };
}

export const given = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('The API left out what it must give');
  return value;
};

export async function createTargetGroup(
  api: ElasticLoadBalancingV2Client,
  name: string,
): Promise<string> {
  const { TargetGroups: groups } = await api.send(
    new CreateTargetGroupCommand({
      Name: name,
      Protocol: 'HTTP',
      Port: 8080,
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthyThresholdCount: 2,
    }),
  );
  return given(groups?.[0]?.TargetGroupArn);
}

/** A load balancer with one listener, which forwards to two groups: all to the first, nothing to the second. */
export async function startCluster(options?: LoadBalancingOptions) {
  const { balancing, api } = await start(options);
  const [first, second] = [
    await createTargetGroup(api, 'first'),
    await createTargetGroup(api, 'second'),
  ];
  const { LoadBalancers: balancers } = await api.send(
    new CreateLoadBalancerCommand({ Name: 'shop' }),
  );
  const loadBalancer = given(balancers?.[0]?.LoadBalancerArn);
  const actions = (weights: [number, number]) => [
    {
      Type: 'forward' as const,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: first, Weight: weights[0] },
          { TargetGroupArn: second, Weight: weights[1] },
        ],
      },
    },
  ];
  const { Listeners: listeners } = await api.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancer,
      Protocol: 'HTTP',
      Port: 0,
      DefaultActions: actions([1, 0]),
    }),
  );
  const listener = given(listeners?.[0]?.ListenerArn);
  const port = given(listeners?.[0]?.Port);

  return {
    balancing,
    api,
    first,
    second,
    loadBalancer,
    listener,
    port,
    url: `http://127.0.0.1:${port}`,
    actions,
    /** A client of one connection. */
    connect: (): Client => {
      const client = new Client(`http://127.0.0.1:${port}`);
      afterwards(() => client.destroy());
      return client;
    },
    setWeights: (...weights: [number, number]) =>
      api.send(
        new ModifyListenerCommand({ ListenerArn: listener, DefaultActions: actions(weights) }),
      ),
    setDeregistrationDelay: (seconds: number) =>
      api.send(
        new ModifyTargetGroupAttributesCommand({
          TargetGroupArn: first,
          Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(seconds) }],
        }),
      ),
    setIdleTimeout: (seconds: number) =>
      api.send(
        new ModifyLoadBalancerAttributesCommand({
          LoadBalancerArn: loadBalancer,
          Attributes: [{ Key: 'idle_timeout.timeout_seconds', Value: String(seconds) }],
        }),
      ),
    /** Registers a target and waits for its first good health check. */
    add: async (group: string, target: TestTarget): Promise<void> => {
      await balancing.targets.register(group, target);
      await until(() => balancing.targets.health(group, target) === 'healthy');
    },
  };
}
