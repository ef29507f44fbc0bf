import type { TargetRegistry } from '../../../../local/containers';

interface Target {
  host: string;
  port: number;
}
type Health = ReturnType<TargetRegistry['health']>;

/** The least of a load balancer: asks its targets for their health, and deregisters when a test lets it. */
export class ProbingTargets implements TargetRegistry {
  /** What was done, in order. */
  readonly calls: string[] = [];
  /** Deregistration lasts until this is over. */
  deregistration: Promise<unknown> = Promise.resolve();
  private readonly healths = new Map<number, Health>();
  private readonly probes = new Map<number, NodeJS.Timeout>();

  register(_group: string, target: Target): Promise<void> {
    this.calls.push(`register ${target.port}`);
    this.healths.set(target.port, 'initial');
    this.probes.set(
      target.port,
      setInterval(() => void this.probe(target), 30),
    );
    return Promise.resolve();
  }

  async deregister(_group: string, target: Target): Promise<void> {
    this.calls.push(`deregister ${target.port}`);
    this.forget(target.port, 'draining');
    await this.deregistration;
    this.healths.delete(target.port);
  }

  health(_group: string, target: Target): Health {
    return this.healths.get(target.port) ?? 'unused';
  }

  /** Fails the health checks of a target from now on. */
  sicken(port: number): void {
    this.forget(port, 'unhealthy');
  }

  close(): void {
    for (const port of [...this.probes.keys()]) this.forget(port, 'unused');
  }

  private forget(port: number, health: Health): void {
    clearInterval(this.probes.get(port));
    this.probes.delete(port);
    this.healths.set(port, health);
  }

  private async probe({ host, port }: Target): Promise<void> {
    const health = await fetch(`http://${host}:${port}/health`).then(
      ({ ok }): Health => (ok ? 'healthy' : 'unhealthy'),
      // Not listening yet, or no longer.
      (): Health => (this.healths.get(port) === 'initial' ? 'initial' : 'unhealthy'),
    );
    if (!this.probes.has(port)) return;
    if (this.healths.get(port) !== health) this.calls.push(`${health} ${port}`);
    this.healths.set(port, health);
  }
}
