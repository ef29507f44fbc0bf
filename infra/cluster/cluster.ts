import { Duration, Names, Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationProtocol,
  ApplicationTargetGroup,
  CfnTargetGroup,
  type IApplicationTargetGroup,
  Protocol,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { ChangeWindow } from '../../core/change-windows';
import type { ClusterConfiguration } from '../../core/cluster';
import type { HookPoint } from '../../core/hook';
import { customResource } from '../custom-resource';
import type { BoundFleet, Fleet } from '../fleets/fleet';
import { logical } from '../logical';
import { type AlarmProps, Observation } from '../observation/observation';
import type { LiveState } from '../store/live-state';
import type { PublicStore } from '../store/public-store';
import { LAMBDA_TIMEOUT, type Upgrade } from '../upgrade/upgrade';
import { checkCluster } from './check';
import type { BoundEntrance, Entrance } from './entrance';
import { Grants } from './grants';
import { Guard } from './guard';
import { asNumber, liveParameter } from './live-parameters';
import { type BoundHooks, type HookProps, bindHooks } from './hooks';
import { LoadBalancer } from './load-balancer';
import { Network, type NetworkProps } from './network';

export interface ClusterProps {
  /** 1 to 64 letters, digits, "-" or "_". */
  clusterName: string;
  /** What its nodes and its upgrades agree by; of another stack. It may serve several clusters. */
  store: PublicStore;
  /** What upgrades it; may serve several clusters. It is granted what it needs of this one. */
  upgrade: Upgrade;
  /**
   * Two to five instances, in the order in which they are upgraded, all of containers or all of machines. By name: 1
   * to 32 letters, digits, "-" or "_".
   */
  instances: Record<string, Fleet>;
  /** How requests come to it. @default new LoadBalancer() */
  entrance?: Entrance;
  /** Where its nodes are; it cannot be changed later. @default - a new one, as `network` says */
  vpc?: IVpc;
  /** Of the new VPC, if one is made. @default - two availability zones, no NAT */
  network?: NetworkProps;
  /**
   * Where nodes are asked for their health. The runtime answers below its `basePath`: with `/api` it is `/api/health`.
   * @default '/health'
   */
  healthPath?: string;
  /**
   * How long a target that leaves may end its requests. An upgrade leaves none to end; this is for scaling in.
   * @default Duration.seconds(60)
   */
  deregistrationDelay?: Duration;
  /** The longest that a change of weights may take to be in force everywhere. @default Duration.seconds(10) */
  propagation?: Duration;
  /** How long a node's beat may stand still before it counts as dead. @default Duration.seconds(10) */
  lease?: Duration;
  /** Of the alarms that come with the cluster. @default - server errors over 1 %, an instance without a healthy node */
  alarms?: AlarmProps;
  /**
   * When upgrades may begin, by the clocks of a place; one that has begun goes on. One that is unfinished may be carried
   * on, and rolled back, at any time. @default - always
   */
  changeWindows?: ChangeWindow[];
  /**
   * Functions or tasks of yours that every upgrade asks, and waits for, at each of its points: `beforeUpgrade`,
   * `smokeTest` (of a vacated instance that runs the update, before its requests return), `afterInstance` (once it
   * serves with the update), `afterUpgrade`, `onRollBack` (once every instance serves with what it ran before).
   * What each is given, and what it has to answer, is in docs/hooks.md. @default - none
   */
  hooks?: Partial<Record<HookPoint, HookProps>>;
  /** Alarms of yours that keep an upgrade from taking a further instance while they are on. @default - none */
  moreAlarms?: IAlarm[];
}

/**
 * A cluster that Transship can upgrade: two or more instances that share the requests of one rule. What belongs to
 * upgrades (weights, releases, counts) is in its template only as a reference to what is live, or not at all.
 */
export class Cluster extends Construct {
  readonly configuration: ClusterConfiguration;
  readonly entrance: BoundEntrance;
  readonly observation: Observation;
  /** Instance → target group. */
  readonly targetGroups: Record<string, IApplicationTargetGroup>;
  private readonly hooks: BoundHooks;
  private network: IVpc | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ClusterProps,
  ) {
    super(scope, id);
    const { clusterName, store, upgrade, instances } = props;
    const names = Object.keys(instances);
    const entrance = props.entrance ?? new LoadBalancer();
    checkCluster({ ...props, entrance });
    if (Stack.of(this) === Stack.of(store))
      throw new Error(
        `Cluster ${clusterName} needs a stack of its own: it reads parameters that the public store's stack makes.`,
      );
    const liveState = store.liveStateOf(clusterName, names);
    Stack.of(this).addStackDependency(Stack.of(store), 'its live-state parameters are read first');

    const lock = liveParameter(this, 'Lock', liveState.lock, 'Who upgrades the cluster, or "free"');
    const weights = names.map((name) =>
      liveParameter(
        this,
        `Weight${logical(name)}`,
        liveState.weightOf(name),
        `Live weight of ${name}`,
      ),
    );
    this.targetGroups = Object.fromEntries(
      Object.entries(instances).map(([name, fleet]) => [name, this.targetGroupOf(name, fleet)]),
    );
    this.entrance = entrance.bind(this, {
      vpc: () => this.vpc(),
      shares: weights.map((weight, index) => ({
        targetGroup: this.targetGroup(names[index] ?? ''),
        weight: asNumber(weight),
      })),
      tests: props.hooks?.smokeTest !== undefined,
    });
    const fleets = this.bindFleets(liveState, entrance.idleTimeout);
    this.hooks = bindHooks(this, props.hooks ?? {});

    this.observation = new Observation(this, 'Observation', {
      cluster: clusterName,
      targetGroups: this.targetGroups,
      loadBalancer: this.entrance.loadBalancer,
      stateMachine: upgrade.stateMachine,
      topic: upgrade.announcements.topic,
      alarms: props.alarms,
    });
    const alarms = [...this.observation.alarms, ...(props.moreAlarms ?? [])];
    this.configuration = this.configure(fleets, liveState, alarms);
    this.register(fleets);
    const { forwards, testRules } = this.entrance;
    new Grants(this, 'Grants', {
      cluster: clusterName,
      upgrade,
      forwards,
      testRules,
      fleets,
      liveState,
      alarms,
      hooks: this.hooks.functions,
    });
    const live = [...weights, ...fleets.flatMap((fleet) => fleet.live)];
    const made = [...(this.entrance.rule ? weights : []), ...fleets.flatMap((fleet) => fleet.live)];
    new Guard(this, 'Guard', { cluster: clusterName, store, lock, live, made, liveState });
  }

  targetGroup(instance: string): IApplicationTargetGroup {
    const found = this.targetGroups[instance];
    if (found) return found;
    throw new Error(`Cluster ${this.props.clusterName} has no instance ${instance}.`);
  }

  private bindFleets(liveState: LiveState, idleTimeout: Duration): BoundFleet[] {
    const { clusterName, store, instances } = this.props;
    return Object.entries(instances).map(([instance, fleet]) =>
      fleet.bind(new Construct(this, logical(instance)), {
        cluster: clusterName,
        instance,
        store,
        liveState,
        vpc: () => this.vpc(),
        targetGroup: this.targetGroup(instance),
        balancer: this.entrance.balancer,
        environment: {
          TRANSSHIP_TABLE: store.table.tableName,
          TRANSSHIP_CLUSTER: clusterName,
          TRANSSHIP_INSTANCE: instance,
          TRANSSHIP_IDLE_TIMEOUT_SECONDS: String(idleTimeout.toSeconds()),
        },
      }),
    );
  }

  private configure(
    fleets: BoundFleet[],
    { path }: LiveState,
    alarms: IAlarm[],
  ): ClusterConfiguration {
    const { clusterName, instances, propagation, lease, changeWindows } = this.props;
    const hooks = this.hooks.configuration;
    const health = new Set<IAlarm>(Object.values(this.observation.healthAlarms));
    return {
      name: clusterName,
      application: Object.values(instances)[0]?.application ?? '',
      forwards: this.entrance.forwards,
      ...(hooks.smokeTest && { testRules: this.entrance.testRules }),
      instances: fleets.map(({ instance, configuration }) => ({
        name: instance,
        targetGroupArn: this.targetGroup(instance).targetGroupArn,
        fleet: configuration,
        alarms: namesOf([this.observation.healthAlarms[instance]]),
      })),
      propagationSeconds: (propagation ?? Duration.seconds(10)).toSeconds(),
      leaseSeconds: (lease ?? Duration.seconds(10)).toSeconds(),
      lambdaTimeoutSeconds: LAMBDA_TIMEOUT.toSeconds(),
      liveState: path,
      ...(changeWindows && { changeWindows }),
      ...(Object.keys(hooks).length > 0 && { hooks }),
      alarms: namesOf(alarms.filter((alarm) => !health.has(alarm))),
    };
  }

  private vpc(): IVpc {
    this.network ??= this.props.vpc ?? this.createNetwork();
    return this.network;
  }

  private createNetwork(): IVpc {
    const { instances, network = {} } = this.props;
    const needed = Object.values(instances).map(({ endpoints = {} }) => endpoints);
    const interfaceEndpoints = Object.assign({}, ...needed) as NetworkProps['interfaceEndpoints'];
    const withoutNat = (network.natGateways ?? 0) === 0;
    return new Network(this, 'Network', { ...(withoutNat && { interfaceEndpoints }), ...network })
      .vpc;
  }

  private targetGroupOf(instance: string, { targets }: Fleet): IApplicationTargetGroup {
    if ('targetGroupArn' in targets) return targets;
    const group = new ApplicationTargetGroup(this, `Targets${logical(instance)}`, {
      vpc: this.vpc(),
      protocol: ApplicationProtocol.HTTP,
      // ECS registers each task with a port of its own, so this one need not, and must not, change with it.
      port: targets.type === TargetType.IP ? 80 : targets.port,
      targetType: targets.type,
      deregistrationDelay: this.props.deregistrationDelay ?? Duration.seconds(60),
      healthCheck: {
        protocol: Protocol.HTTP,
        path: this.props.healthPath ?? '/health',
        interval: Duration.seconds(5),
        timeout: Duration.seconds(4),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
    const resource = group.node.defaultChild;
    // With a name CloudFormation refuses to replace it: the rule would lead to a group in which nobody is yet.
    if (resource instanceof CfnTargetGroup)
      resource.name = Names.uniqueResourceName(group, { maxLength: 32, separator: '-' });
    return group;
  }

  /** Writes the configuration before any node starts: nodes read it then. */
  private register(fleets: BoundFleet[]): void {
    const registration = customResource(this, 'Registration', {
      type: 'Registration',
      handler: this.props.store.functions.registration,
      properties: { Configuration: Stack.of(this).toJsonString(this.configuration) },
    });
    for (const { nodes } of fleets) {
      nodes?.node.addDependency(registration);
      if (this.entrance.rule) nodes?.node.addDependency(this.entrance.rule);
    }
  }
}

const namesOf = (alarms: (IAlarm | undefined)[]): string[] =>
  alarms.flatMap((alarm) => alarm?.alarmName ?? []);
