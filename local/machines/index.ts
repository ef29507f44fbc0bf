import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startQueryApi } from '../aws/query-api';
import { awsQuery, ec2Query } from '../aws/query-dialects';
import { Ports } from '../containers/ports';
import { ec2Operations } from './ec2-api';
import { groupOperations } from './group-api';
import { MachineImages } from './images';
import { LaunchTemplates } from './launch-templates';
import { MachineRunner } from './machine-runner';
import { startInstanceMetadata } from './metadata';
import { refreshOperations } from './refresh-api';
import { startScheduler } from './scheduler';
import type { Group } from './state';
import type { TargetRegistry } from './targets';
import { templateOperations } from './template-api';

export { encodeUserData, type UserData } from './user-data';

const CLOSE_GRACE_MS = 1_000;
const AUTO_SCALING = 'http://autoscaling.amazonaws.com/doc/2011-01-01/';
const EC2 = 'http://ec2.amazonaws.com/doc/2016-11-15/';

export interface MachinesOptions {
  /** The load balancer whose target groups the groups name. */
  targets: TargetRegistry;
  /** Given to every process, before the environment of its own unit. */
  environment: Record<string, string>;
  /** Holds the images, and what the machines print, in `logs`. Whoever made it removes it. */
  workDirectory: string;
  /** How long a target must be unhealthy without a break before its machine is replaced. Default 2 s. */
  replaceUnhealthyAfterMs?: number;
}

/**
 * EC2 and its Auto Scaling groups on this machine: each unit of a machine is a Node.js process. What is different: a
 * machine's user data is JSON that says what units it has; all machines share the address 127.0.0.1, so the ports that
 * their units listen on are replaced by free ones; a group's machines are of one type, in one zone, without lifecycle
 * hooks, stand-by or protection; and a refresh is given up after three machines that never became healthy.
 */
export interface Machines {
  /** Of the Auto Scaling API. */
  endpoint: string;
  /** Of the EC2 API. */
  ec2Endpoint: string;
  /** Bakes scripts (unit → entry file) into an AMI; returns its id. */
  publish(name: string, entryFiles: Record<string, string>): Promise<string>;
  /** The processes that are there now, also those of machines that are shutting down. */
  processes(): { machine: string; unit: string; pid: number }[];
  /** The port of this machine that stands for one that a unit of a machine listens on. */
  hostPort(machine: string, port: number): number | undefined;
  /** Ends every machine (its processes are killed after at most 1 s) and frees every port. */
  close(): Promise<void>;
}

export async function startMachines(options: MachinesOptions): Promise<Machines> {
  const { targets, environment, workDirectory, replaceUnhealthyAfterMs = 2_000 } = options;
  const logDirectory = join(workDirectory, 'logs');
  await mkdir(logDirectory, { recursive: true });
  const images = new MachineImages(join(workDirectory, 'machine-images'));
  const templates = new LaunchTemplates();
  const groups = new Map<string, Group>();
  const metadata = await startInstanceMetadata();
  const ports = new Ports();
  const runner = new MachineRunner({ images, ports, metadata, targets, environment, logDirectory });
  const autoScaling = await startQueryApi(awsQuery(AUTO_SCALING), {
    ...groupOperations({ groups, templates, runner }),
    ...refreshOperations(groups),
  });
  const ec2 = await startQueryApi(ec2Query(EC2), {
    ...ec2Operations(images, groups),
    ...templateOperations(templates),
  });
  const stopScheduling = startScheduler({ groups, runner, targets, replaceUnhealthyAfterMs });

  return {
    endpoint: autoScaling.endpoint,
    ec2Endpoint: ec2.endpoint,
    publish: (name, entryFiles) => images.publish(name, entryFiles),
    processes: () => runner.processes(),
    hostPort: (machine, port) =>
      [...groups.values()]
        .flatMap(({ machines }) => machines)
        .find(({ id }) => id === machine)
        ?.hostPorts.get(port),
    async close() {
      stopScheduling();
      await Promise.all([autoScaling.close(), ec2.close()]);
      await runner.close(CLOSE_GRACE_MS);
      await metadata.close();
    },
  };
}
