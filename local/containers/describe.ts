import { type Deployment, hasStopped, isStopping, type Service, type Task, tasksOf } from './state';

/** Times go over the wire as seconds since the epoch. */
const seconds = (ms: number | undefined): number | undefined => ms && ms / 1_000;

const isRunning = ({ lastStatus }: Task): boolean => lastStatus === 'RUNNING';
const isPending = ({ lastStatus }: Task): boolean =>
  lastStatus === 'PROVISIONING' || lastStatus === 'PENDING';

export function describeService(service: Service, withTags: boolean) {
  const tasks = tasksOf(service);
  return {
    ...service.created,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    status: service.status,
    taskDefinition: service.deployments[0]?.taskDefinition.arn,
    desiredCount: service.desiredCount,
    runningCount: tasks.filter(isRunning).length,
    pendingCount: tasks.filter(isPending).length,
    loadBalancers: service.loadBalancers,
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    deploymentConfiguration: service.deploymentConfiguration,
    deployments: service.deployments.map((deployment, index) =>
      describeDeployment(service, deployment, index === 0),
    ),
    events: service.events.map(({ createdAt, ...event }) => ({
      ...event,
      createdAt: seconds(createdAt),
    })),
    createdAt: seconds(service.createdAt),
    schedulingStrategy: 'REPLICA',
    tags: withTags ? (service.created.tags ?? []) : undefined,
  };
}

function describeDeployment(service: Service, deployment: Deployment, primary: boolean) {
  const tasks = tasksOf(service).filter((task) => task.deployment === deployment);
  return {
    id: deployment.id,
    status: primary ? 'PRIMARY' : 'ACTIVE',
    taskDefinition: deployment.taskDefinition.arn,
    desiredCount: primary ? service.desiredCount : tasks.filter((task) => !isStopping(task)).length,
    runningCount: tasks.filter(isRunning).length,
    pendingCount: tasks.filter(isPending).length,
    failedTasks: deployment.failedTasks,
    createdAt: seconds(deployment.createdAt),
    updatedAt: seconds(deployment.updatedAt),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

export const describeTask = (task: Task) => ({
  taskArn: task.arn,
  clusterArn: task.cluster.arn,
  taskDefinitionArn: task.definition.arn,
  group: task.group,
  startedBy: task.deployment.id,
  launchType: 'FARGATE',
  lastStatus: task.lastStatus,
  desiredStatus: task.desiredStatus,
  healthStatus: 'UNKNOWN',
  createdAt: seconds(task.createdAt),
  startedAt: seconds(task.startedAt),
  stoppingAt: seconds(task.stoppingAt),
  stoppedAt: seconds(task.stoppedAt),
  stopCode: task.stopped?.code,
  stoppedReason: task.stopped?.reason,
  containers: task.containers.map((container) => ({
    containerArn: `${task.arn}/${container.definition.name}`.replace(':task/', ':container/'),
    taskArn: task.arn,
    name: container.definition.name,
    image: container.definition.image,
    imageDigest: container.imageDigest,
    lastStatus: hasStopped(task) ? 'STOPPED' : container.lastStatus,
    exitCode: container.exitCode,
    reason: container.reason,
    healthStatus: 'UNKNOWN',
    networkBindings: (container.definition.portMappings ?? []).map(({ containerPort = 0 }) => ({
      bindIP: '127.0.0.1',
      protocol: 'tcp',
      containerPort,
      hostPort: task.hostPorts.get(containerPort),
    })),
  })),
});
