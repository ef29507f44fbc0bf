import { Stack } from 'aws-cdk-lib';
import type { IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { BoundFleet, Fleet, Place } from '../fleet';
import { ec2Permissions, ec2Wildcards } from './permissions';

export interface ExistingEc2FleetProps {
  /** Name of the Auto Scaling group. */
  groupName: string;
  /** That the group's machines are registered in. */
  targetGroup: IApplicationTargetGroup;
  launchTemplateId: string;
  /** The role of its machines; it is granted what a node needs on the public store. */
  role: IRole;
  /** Whether the group names its version by number, as CloudFormation must, and not as `$Default`. @default true */
  pinned?: boolean;
}

/** An Auto Scaling group that was there before: nothing is created for it. See docs/deploy.md for what it must be like. */
export class ExistingEc2Fleet implements Fleet {
  readonly application = 'ami';
  readonly targets: IApplicationTargetGroup;

  constructor(private readonly props: ExistingEc2FleetProps) {
    this.targets = props.targetGroup;
  }

  bind(scope: Construct, { cluster, instance, store }: Place): BoundFleet {
    const { groupName: group, role, launchTemplateId, pinned = true } = this.props;
    store.grantNode(role, cluster);
    const resources = { group, launchTemplateId, role, pinned };
    return {
      instance,
      configuration: { kind: 'ec2', group },
      nodes: undefined,
      live: [],
      permissions: ec2Permissions(Stack.of(scope), resources),
      wildcards: ec2Wildcards(Stack.of(scope), resources),
    };
  }
}
