/** The load balancer, as the container service sees it. */
export interface TargetRegistry {
  register(targetGroupArn: string, target: { host: string; port: number }): Promise<void>;
  /** Resolves when the deregistration delay is over or the target is idle, whichever is first. */
  deregister(targetGroupArn: string, target: { host: string; port: number }): Promise<void>;
  health(
    targetGroupArn: string,
    target: { host: string; port: number },
  ): 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused';
}
