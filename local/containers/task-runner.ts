import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { endChild, startChild } from '../processes/child';
import { containerEnvironment } from './environment';
import type { Images } from './images';
import type { Metadata } from './metadata';
import { REGION } from './names';
import type { Ports } from './ports';
import { type Container, isStopping, type Stop, type Task, type TaskStatus } from './state';
import type { TargetRegistry } from './targets';

const DEFAULT_STOP_TIMEOUT_SECONDS = 30;
/** ECS waits five minutes by default, and at least one, before it restarts a container again. */
const RESTART_PERIOD_MS = 1_000;

/** What tasks run on. */
export interface Platform {
  images: Images;
  ports: Ports;
  metadata: Metadata;
  targets: TargetRegistry;
  /** What every container's environment holds, besides its own. */
  environment: Record<string, string>;
  logDirectory: string;
  /** Told of every change of a task's `lastStatus`. */
  changed(task: Task): void;
}

/** Runs tasks: from their first port to the end of their last process. What should run is decided elsewhere. */
export class TaskRunner {
  private readonly children = new Map<Container, { task: Task; child: ChildProcess }>();
  private readonly stops = new Map<Task, AbortController>();
  private readonly lives = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private readonly closed = once(this.closing.signal, 'abort');

  constructor(private readonly platform: Platform) {}

  start(task: Task): void {
    const stop = new AbortController();
    this.stops.set(task, stop);
    const life = this.live(task, stop.signal).finally(() => {
      this.stops.delete(task);
      this.lives.delete(life);
    });
    this.lives.add(life);
  }

  /** Begins to stop a task; it has stopped when its status says so. The first reason given stands. */
  stop(task: Task, stop: Stop): void {
    if (isStopping(task)) return;
    task.desiredStatus = 'STOPPED';
    task.stoppingAt = Date.now();
    task.stopped = stop;
    this.stops.get(task)?.abort();
  }

  processes(): { taskArn: string; container: string; pid: number }[] {
    return [...this.children].flatMap(([{ definition }, { task, child }]) =>
      child.pid === undefined
        ? []
        : [{ taskArn: task.arn, container: definition.name, pid: child.pid }],
    );
  }

  /** Stops all tasks without waiting for targets, and kills what is left after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.closing.abort();
    for (const task of this.stops.keys())
      this.stop(task, { code: 'UserInitiated', reason: 'The emulator is closing' });
    await Promise.all([...this.children.values()].map(({ child }) => endChild(child, graceMs)));
    await Promise.all(this.lives);
  }

  private async live(task: Task, stop: AbortSignal): Promise<void> {
    this.enter(task, 'PROVISIONING');
    try {
      await this.provision(task);
      if (!stop.aborted) this.launch(task);
      if (!stop.aborted) await this.register(task);
    } catch (error) {
      this.stop(task, failedToStart(error));
    }
    if (!stop.aborted) {
      task.startedAt = Date.now();
      this.enter(task, 'RUNNING');
    }
    if (!stop.aborted) await once(stop, 'abort');
    await this.leaveTargets(task);
    this.enter(task, 'STOPPING');
    await this.endContainers(task);
    task.stoppedAt = Date.now();
    this.enter(task, 'STOPPED');
  }

  private enter(task: Task, status: TaskStatus): void {
    task.lastStatus = status;
    this.platform.changed(task);
  }

  private async provision(task: Task): Promise<void> {
    for (const { definition } of task.containers)
      for (const { containerPort } of definition.portMappings ?? [])
        if (containerPort !== undefined)
          task.hostPorts.set(containerPort, await this.platform.ports.take());
    this.enter(task, 'PENDING');
  }

  private launch(task: Task): void {
    for (const container of task.containers) {
      const image = this.platform.images.find(container.definition.image);
      container.imageDigest = image?.digest;
      if (!image) {
        container.reason = `CannotPullContainerError: failed to resolve ref ${container.definition.image}: not found`;
        throw new Error(container.reason);
      }
    }
    for (const container of task.containers) this.run(task, container);
  }

  private run(task: Task, container: Container): void {
    const { definition } = container;
    const image = this.platform.images.find(definition.image);
    if (!image) return;
    const logName = `${task.service.name}-${definition.name}-${task.id.slice(0, 8)}.log`;
    const child = startChild({
      script: image.file,
      environment: {
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        ...this.platform.environment,
        ...containerEnvironment(definition, task.hostPorts),
        ECS_CONTAINER_METADATA_URI_V4: this.platform.metadata.uri(task, container),
      },
      logFile: join(this.platform.logDirectory, logName),
    });
    this.children.set(container, { task, child });
    container.lastStatus = 'RUNNING';
    child
      .once('exit', (code, signal) => this.ended(task, container, code ?? exitCodeOf(signal)))
      // Without a process there is no 'exit'.
      .once('error', (error) => child.pid === undefined && this.ended(task, container, 1, error));
  }

  private ended(task: Task, container: Container, exitCode: number, error?: Error): void {
    this.children.delete(container);
    if (!isStopping(task) && mayRestart(container, exitCode)) {
      container.restartedAt = Date.now();
      return this.run(task, container);
    }
    container.lastStatus = 'STOPPED';
    container.exitCode = exitCode;
    container.reason = error && `CannotStartContainerError: ${error.message}`;
    if (container.definition.essential ?? true) this.stop(task, essentialExit(container));
  }

  private async register(task: Task): Promise<void> {
    for (const { targetGroupArn = '', containerPort = 0 } of task.service.loadBalancers) {
      const target = { host: '127.0.0.1', port: task.hostPorts.get(containerPort) ?? 0 };
      task.targets.push({ targetGroupArn, ...target });
      await this.platform.targets.register(targetGroupArn, target);
    }
  }

  /** A task that still works stays up until its targets' deregistration is over; one that died need not. */
  private async leaveTargets(task: Task): Promise<void> {
    const left = Promise.all(
      task.targets.map(({ targetGroupArn, ...target }) =>
        // A target group that is gone has no target to lose.
        this.platform.targets.deregister(targetGroupArn, target).catch(() => undefined),
      ),
    );
    const works = task.stopped?.code !== 'EssentialContainerExited';
    if (task.targets.length === 0 || !works || this.closing.signal.aborted) return;
    this.enter(task, 'DEACTIVATING');
    await Promise.race([left, this.closed]);
  }

  /** A container ends only after all that depend on it. */
  private async endContainers(task: Task): Promise<void> {
    const ends = new Map<Container, Promise<void>>();
    const end = (container: Container): Promise<void> => {
      const ending =
        ends.get(container) ?? this.endAfter(container, dependants(task, container).map(end));
      ends.set(container, ending);
      return ending;
    };
    await Promise.all(task.containers.map(end));
  }

  private async endAfter(container: Container, others: Promise<void>[]): Promise<void> {
    await Promise.all(others);
    const { stopTimeout = DEFAULT_STOP_TIMEOUT_SECONDS } = container.definition;
    const child = this.children.get(container)?.child;
    if (child) await endChild(child, stopTimeout * 1_000);
    container.lastStatus = 'STOPPED';
  }
}

const dependants = ({ containers }: Task, { definition: { name } }: Container): Container[] =>
  containers.filter(({ definition: { dependsOn = [] } }) =>
    dependsOn.some(({ containerName }) => containerName === name),
  );

const exitCodeOf = (signal: NodeJS.Signals | null): number =>
  128 + (signal ? constants.signals[signal] : 0);

function mayRestart({ definition, restartedAt }: Container, exitCode: number): boolean {
  const { restartPolicy } = definition;
  if (!restartPolicy?.enabled || restartPolicy.ignoredExitCodes?.includes(exitCode)) return false;
  return restartedAt === undefined || Date.now() - restartedAt >= RESTART_PERIOD_MS;
}

function essentialExit({ definition, exitCode, reason }: Container): Stop {
  const text = 'Essential container in task exited';
  const failure = reason ?? `${text}: ${definition.name} exited with code ${exitCode}`;
  return { code: 'EssentialContainerExited', reason: text, failure };
}

function failedToStart(error: unknown): Stop {
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'TaskFailedToStart', reason, failure: reason };
}
