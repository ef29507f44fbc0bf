import type { ContainerDefinition } from './state';

/**
 * The environment of a container, as its task definition has it, but for the ports. On AWS the containers of a task
 * have a network of their own and fixed ports; here all tasks share one machine, so wherever a value is a container
 * port of the task, or holds `localhost:<container port>`, the host port it was given stands instead.
 */
export function containerEnvironment(
  { environment = [] }: ContainerDefinition,
  hostPorts: ReadonlyMap<number, number>,
): Record<string, string> {
  return Object.fromEntries(
    environment.map(({ name = '', value = '' }) => [name, withHostPorts(value, hostPorts)]),
  );
}

/** A value in which host ports stand for the ports that were given one. */
export function withHostPorts(value: string, hostPorts: ReadonlyMap<number, number>): string {
  const hostPort = (port: string) => String(hostPorts.get(Number(port)) ?? port);
  if (/^\d+$/.test(value)) return hostPort(value);
  return value.replace(
    /\b(localhost|127\.0\.0\.1):(\d+)/g,
    (_, host: string, port: string) => `${host}:${hostPort(port)}`,
  );
}
