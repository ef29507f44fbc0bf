import { once } from 'node:events';
import { begin } from './activities';
import type { MachineImages } from './images';
import type { InstanceMetadata } from './metadata';
import type { Ports } from '../containers/ports';
import { isStopping, type Machine } from './state';
import type { TargetRegistry } from './targets';
import { MachineUnits } from './units';
import { decodeUserData, portsOf } from './user-data';

/** What machines run on. */
export interface Platform {
  images: MachineImages;
  ports: Ports;
  metadata: InstanceMetadata;
  targets: TargetRegistry;
  /** What every unit's environment holds, besides its own. */
  environment: Record<string, string>;
  logDirectory: string;
}

/** Runs machines: from their launch to the end of their last process. What should run is decided elsewhere. */
export class MachineRunner {
  private readonly units = new Map<Machine, MachineUnits>();
  private readonly stops = new Map<Machine, AbortController>();
  private readonly lives = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private readonly closed = once(this.closing.signal, 'abort');

  constructor(private readonly platform: Platform) {}

  launch(machine: Machine, cause: string): void {
    const stop = new AbortController();
    this.stops.set(machine, stop);
    const life = this.live(machine, stop.signal, cause).finally(() => {
      this.stops.delete(machine);
      this.units.delete(machine);
      this.lives.delete(life);
    });
    this.lives.add(life);
  }

  /** Begins to end a machine; it has ended when its state says so. */
  terminate(machine: Machine, cause: string): void {
    if (isStopping(machine)) return;
    machine.lifecycle = 'Terminating';
    this.stops.get(machine)?.abort(cause);
  }

  processes(): { machine: string; unit: string; pid: number }[] {
    return [...this.units].flatMap(([{ id }, units]) =>
      units.processes().map((process) => ({ machine: id, ...process })),
    );
  }

  /** Ends all machines without waiting for targets, and kills what is left after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.closing.abort();
    for (const machine of this.stops.keys()) this.terminate(machine, 'the emulator is closing');
    await Promise.all([...this.units.values()].map((units) => units.end(graceMs)));
    await Promise.all(this.lives);
  }

  private async live(machine: Machine, stop: AbortSignal, cause: string): Promise<void> {
    const launched = begin(machine.group, `Launching a new EC2 instance: ${machine.id}`, cause);
    try {
      await this.boot(machine, stop);
      launched();
      if (!stop.aborted) await once(stop, 'abort');
    } catch (error) {
      launched(error instanceof Error ? error.message : String(error));
      machine.lifecycle = 'Terminating';
    }
    const why = typeof stop.reason === 'string' ? stop.reason : 'its launch had failed';
    const ended = begin(machine.group, `Terminating EC2 instance: ${machine.id}`, why);
    await this.leaveTargets(machine);
    machine.lifecycle = undefined;
    machine.state = 'shutting-down';
    await this.units.get(machine)?.end();
    machine.state = 'terminated';
    ended();
  }

  private async boot(machine: Machine, stop: AbortSignal): Promise<void> {
    const { images, ports, metadata, environment, logDirectory } = this.platform;
    const { ImageId = '', UserData } = machine.version.data;
    const image = images.find(ImageId);
    if (!image) throw new Error(`The image id '[${ImageId}]' does not exist`);
    machine.userData = decodeUserData(UserData);
    for (const port of portsOf(machine.userData)) machine.hostPorts.set(port, await ports.take());
    if (stop.aborted) return;
    const units = new MachineUnits(machine, image, {
      environment: {
        ...environment,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.endpoint(machine.id, image.id),
      },
      logDirectory,
    });
    this.units.set(machine, units);
    units.start();
    machine.state = 'running';
    await this.register(machine);
    if (!isStopping(machine)) machine.lifecycle = 'InService';
  }

  private async register(machine: Machine): Promise<void> {
    const { targets } = this.platform;
    for (const targetGroupArn of machine.group.targetGroupArns) {
      const port = machine.hostPorts.get(targets.port(targetGroupArn)) ?? 0;
      const target = { host: '127.0.0.1', port };
      machine.targets.push({ targetGroupArn, ...target });
      await targets.register(targetGroupArn, target);
    }
  }

  /** A machine stays up until its targets' deregistration is over. */
  private async leaveTargets({ targets }: Machine): Promise<void> {
    const left = targets.map(({ targetGroupArn, ...target }) =>
      // A target group that is gone has no target to lose.
      this.platform.targets.deregister(targetGroupArn, target).catch(() => undefined),
    );
    if (!this.closing.signal.aborted) await Promise.race([Promise.all(left), this.closed]);
  }
}
