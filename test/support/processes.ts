import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import type { InstanceConfiguration } from '../../core/cluster';
import type { Cloud } from '../../local/cloud';
import { readTasks } from './platform';

/** A process that runs a component, and where it is. */
export interface FoundProcess {
  /** The task's ARN, or the machine's id: the node's slot. */
  task: string;
  pid: number;
  /** Its own address, past the load balancer. */
  url: string;
}

/** By what they listen on. */
const ports = { orders: 8080, catalog: 8081 };
type Component = keyof typeof ports;

/** Every process of an instance's that runs this component, whatever runs it, those that are being stopped included. */
export const findProcesses = (
  cloud: Cloud,
  instance: InstanceConfiguration,
  component: Component,
): Promise<FoundProcess[]> =>
  instance.fleet.kind === 'ec2'
    ? onMachines(cloud, instance.fleet.group, component)
    : inContainers(cloud, instance, component);

async function inContainers(
  { clients, containers: platform }: Cloud,
  instance: InstanceConfiguration,
  component: Component,
): Promise<FoundProcess[]> {
  const tasks = await readTasks(clients.containers, instance);
  return tasks.flatMap(({ taskArn: task = '', containers = [] }) => {
    const process = platform
      .processes()
      .find(({ taskArn, container }) => taskArn === task && container === component);
    const [binding] = containers.find(({ name: of }) => of === component)?.networkBindings ?? [];
    return found(task, process?.pid, binding?.hostPort);
  });
}

async function onMachines(
  { clients, machines }: Cloud,
  group: string,
  component: Component,
): Promise<FoundProcess[]> {
  const { AutoScalingGroups = [] } = await clients.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }),
  );
  return (AutoScalingGroups[0]?.Instances ?? []).flatMap(({ InstanceId: task = '' }) => {
    const process = machines
      .processes()
      .find(({ machine, unit }) => machine === task && unit === component);
    return found(task, process?.pid, machines.hostPort(task, ports[component]));
  });
}

const found = (task: string, pid: number | undefined, port: number | undefined): FoundProcess[] =>
  pid === undefined || !port ? [] : [{ task, pid, url: `http://127.0.0.1:${port}` }];
