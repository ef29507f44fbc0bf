import type { CfnParameter } from 'aws-cdk-lib';
import { Aspects, CfnResource, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { customResource } from '../custom-resource';
import type { PublicStore } from '../store/public-store';

export interface GuardProps {
  cluster: string;
  store: PublicStore;
  /** What a deployment is rendered with: who holds the lock. */
  lock: CfnParameter;
  /** And everything else that it is told is live. */
  live: CfnParameter[];
}

/**
 * Fails a deployment of this stack while an upgrade of the cluster runs, before it has touched anything: every other
 * resource of the stack waits for it. It is asked whenever the lock, a weight or a version is not as the last
 * deployment found it; otherwise there is nothing that a deployment could undo.
 */
export class Guard extends Construct {
  constructor(scope: Construct, id: string, { cluster, store, lock, live }: GuardProps) {
    super(scope, id);
    const resource = customResource(this, 'Resource', {
      type: 'DeployGuard',
      handler: store.functions.guard,
      properties: {
        Cluster: cluster,
        Lock: lock.valueAsString,
        Live: live.map(({ valueAsString }) => valueAsString),
      },
    });
    const guard = resource.node.defaultChild;
    if (!(guard instanceof CfnResource)) throw new Error('A custom resource is a resource.');
    Aspects.of(Stack.of(this)).add({
      visit: (node: IConstruct) => {
        if (CfnResource.isCfnResource(node) && node !== guard && node.stack === guard.stack)
          node.addResourceDependency(guard);
      },
    });
  }
}
