import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import {
  type CreateServiceCommandInput,
  type Deployment,
  type Service,
  type Task,
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  type Containers,
  type ContainersOptions,
  startContainers,
  type TaskChange,
} from '../../../../local/containers';
import { ProbingTargets } from './probing-targets';

export const CLUSTER = 'shop';
export const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/first/1';
export const fixture = (name: string): string =>
  join(__dirname, '../../../fixtures/containers', `${name}.ts`);

// A machine with both cores kept busy is slow to start processes.
jest.setTimeout(60_000);

const client = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

/** A container service with a simple load balancer, and what tests ask of it. */
export class Harness {
  readonly ecs: ECSClient;
  readonly ecr: ECRClient;
  readonly changes: TaskChange[] = [];

  private constructor(
    readonly containers: Containers,
    readonly targets: ProbingTargets,
    readonly workDirectory: string,
  ) {
    this.ecs = new ECSClient({ ...client, endpoint: containers.endpoint });
    this.ecr = new ECRClient({ ...client, endpoint: containers.registryEndpoint });
    containers.onTaskChange((change) => this.changes.push(change));
  }

  static async start(options: Partial<ContainersOptions> = {}): Promise<Harness> {
    const workDirectory = await mkdtemp(join(tmpdir(), 'containers-'));
    const targets = new ProbingTargets();
    const environment = { SHARED: 'by all' };
    const containers = await startContainers({ targets, environment, workDirectory, ...options });
    const harness = new Harness(containers, targets, workDirectory);
    await harness.ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
    return harness;
  }

  async close(): Promise<void> {
    await this.containers.close();
    this.targets.close();
    this.ecs.destroy();
    this.ecr.destroy();
    await rm(this.workDirectory, { recursive: true });
  }

  /** Registers a task of one container, `app`, that serves on port 8080. Returns the revision's ARN. */
  async register(
    image: string,
    container: object = {},
    environment: Record<string, string> = {},
  ): Promise<string> {
    const registered = await this.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'app',
        containerDefinitions: [
          {
            name: 'app',
            image,
            portMappings: [{ containerPort: 8080 }],
            environment: Object.entries({ PORT: '8080', ...environment }).map(([name, value]) => ({
              name,
              value,
            })),
            ...container,
          },
        ],
      }),
    );
    return registered.taskDefinition?.taskDefinitionArn ?? '';
  }

  async createService(
    taskDefinition: string,
    options: Partial<CreateServiceCommandInput> = {},
  ): Promise<void> {
    await this.ecs.send(
      new CreateServiceCommand({
        cluster: CLUSTER,
        serviceName: 'first',
        taskDefinition,
        desiredCount: 2,
        loadBalancers: [{ targetGroupArn: GROUP, containerName: 'app', containerPort: 8080 }],
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
        ...options,
      }),
    );
  }

  async service(): Promise<Service> {
    const { services } = await this.ecs.send(
      new DescribeServicesCommand({ cluster: CLUSTER, services: ['first'] }),
    );
    const [service] = services ?? [];
    if (!service) throw new Error('There is no service');
    return service;
  }

  /** Resolves once the newest deployment of the service has reached a state. */
  rollout(state: string): Promise<Deployment> {
    return until(async () => {
      const [primary] = (await this.service()).deployments ?? [];
      return primary?.rolloutState === state ? primary : undefined;
    });
  }

  async tasks(desiredStatus: 'RUNNING' | 'STOPPED' = 'RUNNING'): Promise<Task[]> {
    const { taskArns = [] } = await this.ecs.send(
      new ListTasksCommand({ cluster: CLUSTER, serviceName: 'first', desiredStatus }),
    );
    if (taskArns.length === 0) return [];
    const described = await this.ecs.send(
      new DescribeTasksCommand({ cluster: CLUSTER, tasks: taskArns }),
    );
    return described.tasks ?? [];
  }

  /** The processes of a task's containers. */
  pids(task: Task): number[] {
    return this.containers
      .processes()
      .filter(({ taskArn }) => taskArn === task.taskArn)
      .map(({ pid }) => pid);
  }

  statuses(taskArn: string | undefined): string[] {
    return this.changes
      .filter((change) => change.taskArn === taskArn)
      .map(({ lastStatus }) => lastStatus);
  }
}

/** Looks again until there is something to see, but not for ever. */
export async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = Date.now() + 50_000;
  while (Date.now() < deadline) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It did not come about');
}

export const hostPort = (task: Task | undefined): number =>
  task?.containers?.[0]?.networkBindings?.[0]?.hostPort ?? 0;

/** What a container built from the `server` fixture says of itself. */
export async function ask(
  task: Task | undefined,
): Promise<{ pid: number; environment: Record<string, string> }> {
  const response = await fetch(`http://127.0.0.1:${hostPort(task)}/`);
  return (await response.json()) as { pid: number; environment: Record<string, string> };
}

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
