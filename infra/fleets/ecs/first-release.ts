import { Stack } from 'aws-cdk-lib';
import type { FargateService, FargateTaskDefinition, ICluster } from 'aws-cdk-lib/aws-ecs';
import { type IRole, ManagedPolicy, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../../acknowledge';
import { customResource } from '../../custom-resource';
import type { Handler } from '../../handler';
import type { Place } from '../fleet';
import { definitionsOf, register, updateService } from './permissions';

export interface FirstDefinitionProps {
  /** Of the family that the service runs. */
  name: string;
  blueprint: FargateTaskDefinition;
  /** That the task definition names. */
  roles: IRole[];
  place: Place;
}

/**
 * The first task definition of the family that a service runs, copied from the blueprint; all others are made by
 * upgrades. Where the family has one already, nothing is done.
 */
export class FirstDefinition extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { name, blueprint, roles, place }: FirstDefinitionProps,
  ) {
    super(scope, id);
    const handler = place.store.functions.firstDefinition;
    const policy = rightsOf(scope, 'RightsOfFirstDefinition', handler);
    policy.addStatements(...register(Stack.of(this), { family: name, roles }));
    acknowledgeWildcards(
      policy,
      [definitionsOf(Stack.of(this), name)],
      'Revisions are numbered when they are registered.',
    );
    const resource = customResource(this, 'Resource', {
      type: 'FirstDefinition',
      handler,
      properties: { Family: name, Blueprint: blueprint.family },
    });
    resource.node.addDependency(policy, blueprint);
  }
}

export interface FirstCountProps {
  ecsCluster: ICluster;
  service: FargateService;
  /** Of the service. */
  name: string;
  count: number;
  place: Place;
}

/** The count of tasks that a new service gets. Later it belongs to scaling and upgrades, so the template has none. */
export class FirstCount extends Construct {
  constructor(scope: Construct, id: string, props: FirstCountProps) {
    super(scope, id);
    const handler = props.place.store.functions.firstCount;
    const { clusterName } = props.ecsCluster;
    const policy = rightsOf(scope, 'RightsOfFirstCount', handler);
    policy.addStatements(updateService(Stack.of(this), { clusterName, service: props.name }));
    const resource = customResource(this, 'Resource', {
      type: 'FirstCount',
      handler,
      properties: { Cluster: clusterName, Service: props.name, Count: String(props.count) },
    });
    resource.node.addDependency(policy, props.service);
  }
}

/** What a function may do, in one policy for all instances of a cluster: its role takes only so many. */
function rightsOf(scope: Construct, id: string, { role }: Handler): ManagedPolicy {
  // The cluster's construct, which holds those of its instances.
  const cluster = scope.node.scope ?? scope;
  const found = cluster.node.tryFindChild(id);
  if (found instanceof ManagedPolicy) return found;
  const document = new PolicyDocument({ minimize: true });
  return new ManagedPolicy(cluster, id, { roles: [role], document });
}
