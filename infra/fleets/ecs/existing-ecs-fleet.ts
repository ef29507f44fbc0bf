import { Stack } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import type { IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { BoundFleet, Fleet, Place } from '../fleet';
import { ecsPermissions, ecsWildcards } from './permissions';

export interface ExistingEcsFleetProps {
  /** The container that embeds the runtime. */
  application: string;
  /** Name of the ECS cluster that the service is in. */
  clusterName: string;
  serviceName: string;
  /** That the service's tasks are registered in. */
  targetGroup: IApplicationTargetGroup;
  /** Family of the task definition that the service runs; the service's template should name it without a revision. */
  family: string;
  /** The role of its tasks; it is granted what a node needs on the public store. */
  taskRole: IRole;
  /** The role by which ECS starts its tasks. */
  executionRole: IRole;
  /** Where the images of its containers are. */
  repositories: IRepository[];
  /** Family whose newest task definition says what the next one is to be like. @default - the one that runs says it */
  blueprint?: string;
}

/** An ECS service that was there before: nothing is created for it. See docs/deploy.md for what it must be like. */
export class ExistingEcsFleet implements Fleet {
  readonly application: string;
  readonly targets: IApplicationTargetGroup;

  constructor(private readonly props: ExistingEcsFleetProps) {
    this.application = props.application;
    this.targets = props.targetGroup;
  }

  bind(scope: Construct, { cluster, instance, store }: Place): BoundFleet {
    const { clusterName, serviceName: service, taskRole, executionRole, blueprint } = this.props;
    store.grantNode(taskRole, cluster);
    const roles = [taskRole, executionRole];
    return {
      instance,
      configuration: {
        kind: 'ecs',
        cluster: clusterName,
        service,
        ...(blueprint && { blueprint }),
      },
      nodes: undefined,
      live: [],
      permissions: ecsPermissions(Stack.of(scope), { ...this.props, service, roles }),
      wildcards: ecsWildcards(Stack.of(scope), this.props),
    };
  }
}
