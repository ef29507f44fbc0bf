import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { withHostPorts } from '../containers/environment';
import { endChild, startChild } from '../processes/child';
import type { MachineImage } from './images';
import { REGION } from './names';
import type { Machine } from './state';
import type { Unit } from './user-data';

const RESTART_AFTER_MS = 1_000;

/** The units of one machine, each a child process that is started again when it ends by itself, as systemd would. */
export class MachineUnits {
  private readonly children = new Map<Unit, ChildProcess>();
  private readonly restarts = new Set<NodeJS.Timeout>();
  private ending = false;

  constructor(
    private readonly machine: Machine,
    private readonly image: MachineImage,
    private readonly surroundings: { environment: Record<string, string>; logDirectory: string },
  ) {}

  start(): void {
    for (const unit of this.machine.userData.units) this.run(unit);
  }

  processes(): { unit: string; pid: number }[] {
    return [...this.children].flatMap(([{ name }, { pid }]) =>
      pid === undefined ? [] : [{ unit: name, pid }],
    );
  }

  /** Stops the units, the last one first, each within its own time-out or within `graceMs`. */
  async end(graceMs?: number): Promise<void> {
    this.ending = true;
    this.restarts.forEach(clearTimeout);
    for (const unit of this.machine.userData.units.toReversed()) {
      const child = this.children.get(unit);
      if (child) await endChild(child, graceMs ?? unit.stopTimeoutSeconds * 1_000);
    }
  }

  private run(unit: Unit): void {
    const script = this.image.scripts[unit.name];
    if (script === undefined) throw new Error(`${this.image.id} has no unit ${unit.name}`);
    const { id, group, hostPorts } = this.machine;
    const child = startChild({
      script,
      environment: {
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        ...this.surroundings.environment,
        ...Object.fromEntries(
          Object.entries(unit.environment).map(([name, value]) => [
            name,
            withHostPorts(value, hostPorts),
          ]),
        ),
      },
      logFile: join(this.surroundings.logDirectory, `${group.name}-${unit.name}-${id}.log`),
    });
    this.children.set(unit, child);
    child
      .once('exit', () => this.ended(unit))
      // Without a process there is no 'exit'.
      .once('error', () => child.pid === undefined && this.ended(unit));
  }

  private ended(unit: Unit): void {
    this.children.delete(unit);
    if (this.ending) return;
    const timer = setTimeout(() => {
      this.restarts.delete(timer);
      this.run(unit);
    }, RESTART_AFTER_MS);
    this.restarts.add(timer);
  }
}
