import type {
  ContainerDefinition as SdkContainerDefinition,
  CreateServiceCommandInput,
  DeploymentConfiguration,
  LoadBalancer,
  Tag,
} from '@aws-sdk/client-ecs';

/** One container of a task definition; what ECS demands is there, all else as it was registered. */
export type ContainerDefinition = SdkContainerDefinition & { name: string; image: string };

export interface TaskDefinition {
  arn: string;
  family: string;
  revision: number;
  status: 'ACTIVE' | 'INACTIVE';
  registeredAt: number;
  deregisteredAt?: number;
  containers: ContainerDefinition[];
  /** All fields as registered, also those that mean nothing here. */
  registered: object;
  tags: Tag[];
}

export interface Cluster {
  name: string;
  arn: string;
  services: Map<string, Service>;
  /** Every task, also those that have stopped, for an hour. */
  tasks: Task[];
}

export interface Service {
  name: string;
  arn: string;
  cluster: Cluster;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  /** As it was created: for the fields that mean nothing here. */
  created: CreateServiceCommandInput;
  createdAt: number;
  desiredCount: number;
  loadBalancers: LoadBalancer[];
  healthCheckGracePeriodSeconds: number;
  deploymentConfiguration: DeploymentConfiguration;
  /** Newest first; the first is the PRIMARY one, the others are ACTIVE until their last task has stopped. */
  deployments: Deployment[];
  /** Newest first. */
  events: { id: string; createdAt: number; message: string }[];
  /** No task is started before this time (in ms since the epoch): the back-off after a failure. */
  startNotBefore: number;
}

export interface Deployment {
  id: string;
  taskDefinition: TaskDefinition;
  createdAt: number;
  updatedAt: number;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  /** Tasks in a row that ended before they were up. */
  failedTasks: number;
  lastFailure?: string;
}

export interface Container {
  definition: ContainerDefinition;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  imageDigest?: string;
  exitCode?: number;
  reason?: string;
  /** When it was last restarted in place, in ms since the epoch. */
  restartedAt?: number;
}

export type TaskStatus =
  'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';

/** Where a load balancer finds a container of a task. */
export interface TaskTarget {
  targetGroupArn: string;
  host: string;
  port: number;
}

export interface Task {
  id: string;
  arn: string;
  cluster: Cluster;
  service: Service;
  deployment: Deployment;
  /** `service:<its name>`, or what whoever ran it alone has said. */
  group: string;
  definition: TaskDefinition;
  containers: Container[];
  /** Container port → host port. */
  hostPorts: Map<number, number>;
  targets: TaskTarget[];
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  createdAt: number;
  startedAt?: number;
  stoppingAt?: number;
  stoppedAt?: number;
  stopped?: Stop;
  /** It has been up: healthy once, or running for a moment if it has no load balancer. */
  wasUp: boolean;
  /** Since when its target is unhealthy without a break, in ms since the epoch. */
  unhealthySince?: number;
  /** Its end, if it failed, has been counted. */
  counted: boolean;
}

/** Why a task stops. */
export interface Stop {
  code:
    | 'EssentialContainerExited'
    | 'TaskFailedToStart'
    | 'ServiceSchedulerInitiated'
    | 'UserInitiated';
  reason: string;
  /** What went wrong, when the task stops by its own fault. */
  failure?: string;
}

export const isStopping = (task: Task): boolean => task.desiredStatus === 'STOPPED';
export const hasStopped = (task: Task): boolean => task.lastStatus === 'STOPPED';

export const tasksOf = (service: Service): Task[] =>
  service.cluster.tasks.filter((task) => task.service === service);
