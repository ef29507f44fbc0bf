/** Transship's constructs, for other people's CDK apps. */
export type { ChangeWindow } from '../core/change-windows';
export type { HookAnswer, HookPoint, HookRequest } from '../core/hook';
export { Cluster, type ClusterProps } from './cluster/cluster';
export type { BoundEntrance, Entrance, EntrancePlace } from './cluster/entrance';
export {
  ForwardActions,
  type ForwardActionsProps,
  Listener,
  type ListenerProps,
} from './cluster/existing-entrances';
export type { HookProps } from './cluster/hooks';
export { LoadBalancer, type LoadBalancerProps } from './cluster/load-balancer';
export { Network, type NetworkProps } from './cluster/network';
export type { HookTask } from './cluster/task-hook';
export { Ec2Fleet, type Ec2FleetProps } from './fleets/ec2/ec2-fleet';
export type { ExistingEc2FleetProps } from './fleets/ec2/existing-ec2-fleet';
export type { Component } from './fleets/ecs/component';
export { EcsFleet, type EcsFleetProps } from './fleets/ecs/ecs-fleet';
export type { ExistingEcsFleetProps } from './fleets/ecs/existing-ecs-fleet';
export type { BoundFleet, Fleet, Place } from './fleets/fleet';
export type { Observed, ObservedBalancer } from './observation/metrics';
export { type AlarmProps, Observation, type ObservationProps } from './observation/observation';
export { UpgradePipeline, type UpgradePipelineProps } from './pipeline/upgrade-pipeline';
export { ClusterStack } from './stacks/cluster-stack';
export { PipelineStack } from './stacks/pipeline-stack';
export { StoreStack } from './stacks/store-stack';
export { UpgradeStack } from './stacks/upgrade-stack';
export { LiveState } from './store/live-state';
export { PublicStore, type PublicStoreProps } from './store/public-store';
export { Announcements } from './upgrade/announcements';
export { Upgrade, type UpgradeProps } from './upgrade/upgrade';
