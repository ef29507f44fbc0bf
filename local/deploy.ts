import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { ClusterConfiguration, FleetConfiguration, Release } from '../core/cluster';
import type { Table } from '../store/client';
import { createConfigurationStore } from '../store/configuration';
import { tableDefinition } from '../store/table';
import type { Cloud } from './cloud';
import { type AlarmsOptions, type DeployedAlarms, deployAlarms } from './deployment/alarms';
import { deployGroups, groupOf } from './deployment/groups';
import { type LocalHooks, functionsOf, hooksOf } from './deployment/hooks';
import { deployLiveState } from './deployment/live-state';
import {
  type DeployedLoadBalancer,
  WEIGHT,
  deployLoadBalancer,
  deployTestRule,
} from './deployment/load-balancer';
import { publishReleases } from './deployment/releases';
import { deployScaling } from './deployment/scaling';
import { blueprintOf, deployServices } from './deployment/services';
import { deployStateMachine } from './deployment/state-machine';

export interface ShopOptions {
  /** Names of the instances, in the order in which they are to be upgraded. */
  instances: string[];
  /** What runs the nodes: ECS services, or Auto Scaling groups of EC2 machines. Default `ecs`. */
  compute?: 'ecs' | 'ec2';
  /** Nodes of each instance. */
  nodes: number;
  /** Of the load balancer; 0: any free one. */
  port: number;
  propagationSeconds: number;
  /** Without Transship: the same shop on plain servers, no public store and no state machine. */
  plain: boolean;
  ledgerUrl: string;
  /** How long the load balancer lets the requests of a target that leaves go on. */
  deregistrationDelaySeconds: number;
  /** How long a component may take to end after SIGTERM. */
  stopTimeoutSeconds: number;
  idleTimeoutSeconds: number;
  /** How long a node's beat may stand still before it counts as dead. Default 20. */
  leaseSeconds?: number;
  /** Of every Lambda of the upgrade. Default 60. */
  lambdaTimeoutSeconds?: number;
  /** Cleans up after upgrades that do not end by themselves. Default true. */
  cleanUp?: boolean;
  /** What the component `orders` runs at its two releases, as paths of scripts. Default: releases 1 and 2 of the example. */
  entryFiles?: { from: string; to: string };
  /** Functions that every upgrade asks, at each of its points. Default: none. */
  hooks?: LocalHooks;
  /** What alarms there are for upgrades to look at. Default: none. */
  alarms?: AlarmsOptions;
  /** Restarts an `orders` container that has ended in place, in its task. Default false. */
  restart?: boolean;
  signal: AbortSignal;
}

/** The example's cluster as deployed, at one release; the other one is published and ready to be installed. */
export interface Shop {
  /** The load balancer's. */
  url: string;
  configuration: ClusterConfiguration;
  releases: { from: Release; to: Release };
  /** What an installation with Transship has besides. */
  transship: { table: Table; stateMachineArn: string } | undefined;
}

const NAME = 'shop';
const TABLE_NAME = 'transship';
const LIVE_STATE = `/transship/${NAME}`;
const DEFAULT_LAMBDA_TIMEOUT_SECONDS = 60;
/** On a machine this busy a beat may come late; nothing of the demonstration waits for a lease. */
const DEFAULT_LEASE_SECONDS = 20;
/** The longest propagation that is reckoned with is a little longer than what the load balancer is set to. */
const PROPAGATION_MARGIN_SECONDS = 0.5;

/** What `cdk deploy` would do, through the same APIs. Errors: `PortInUse`. */
export async function deployShop(cloud: Cloud, options: ShopOptions): Promise<Shop> {
  const { clients } = cloud;
  const { compute = 'ecs', plain, entryFiles } = options;
  const releases = await publishReleases(cloud, { compute, plain, entryFiles });
  if (!plain) await clients.store.send(new CreateTableCommand(tableDefinition(TABLE_NAME)));
  const balancer = await deployLoadBalancer(clients.loadBalancing, { name: NAME, ...options });
  const alarms =
    options.alarms &&
    (await deployAlarms(clients.monitoring, { cluster: NAME, ...balancer, ...options.alarms }));
  const testRules = options.hooks?.smokeTest && [
    await deployTestRule(clients.loadBalancing, balancer),
  ];
  const configuration = {
    ...configurationOf(balancer, alarms, options),
    ...(testRules && { testRules }),
  };
  const transship = plain ? undefined : await deployTransship(cloud, configuration, options);
  const fleets = {
    ...options,
    cluster: NAME,
    targetGroups: balancer.targetGroups,
    release: releases.from,
    environment: {
      LEDGER_URL: options.ledgerUrl,
      ...(transship && { TRANSSHIP_TABLE: TABLE_NAME, TRANSSHIP_CLUSTER: NAME }),
    },
  };
  if (compute === 'ec2') await deployGroups(clients, fleets);
  else await deployServices(clients.containers, fleets);
  await deployScaling(clients.serviceScaling, configuration);
  return { url: balancer.url, configuration, releases, transship };
}

async function deployTransship(
  cloud: Cloud,
  configuration: ClusterConfiguration,
  { cleanUp = true, hooks }: ShopOptions,
): Promise<Shop['transship']> {
  const table = { client: cloud.clients.store, name: TABLE_NAME };
  await createConfigurationStore(table).write(configuration);
  const weights = configuration.instances.map(({ name }) => [name, WEIGHT] as const);
  await deployLiveState(cloud.clients.parameters, LIVE_STATE, Object.fromEntries(weights));
  const stateMachineArn = await deployStateMachine(cloud, {
    name: `${NAME}-upgrade`,
    tableName: TABLE_NAME,
    lambdaTimeoutSeconds: configuration.lambdaTimeoutSeconds,
    cleanUp,
    more: hooks && functionsOf(hooks, cloud.environment),
  });
  return { table, stateMachineArn };
}

const configurationOf = (
  { listenerArn, targetGroups }: DeployedLoadBalancer,
  alarms: DeployedAlarms | undefined,
  {
    instances,
    compute = 'ecs',
    propagationSeconds,
    leaseSeconds = DEFAULT_LEASE_SECONDS,
    lambdaTimeoutSeconds = DEFAULT_LAMBDA_TIMEOUT_SECONDS,
    hooks,
  }: ShopOptions,
): ClusterConfiguration => ({
  name: NAME,
  application: compute === 'ec2' ? 'ami' : 'orders',
  forwards: [{ kind: 'listener', arn: listenerArn }],
  instances: instances.map((name) => ({
    name,
    targetGroupArn: targetGroups[name] ?? '',
    fleet: fleetOf(compute, name),
    ...(alarms && { alarms: alarms.ofInstance[name] }),
  })),
  propagationSeconds: propagationSeconds + PROPAGATION_MARGIN_SECONDS,
  leaseSeconds,
  lambdaTimeoutSeconds,
  liveState: LIVE_STATE,
  ...(alarms && { alarms: alarms.ofCluster }),
  ...(hooks && { hooks: hooksOf(hooks) }),
});

const fleetOf = (compute: 'ecs' | 'ec2', instance: string): FleetConfiguration =>
  compute === 'ec2'
    ? { kind: 'ec2', group: groupOf(NAME, instance) }
    : { kind: 'ecs', cluster: NAME, service: instance, blueprint: blueprintOf(NAME, instance) };
