import type { CfnParameter, CustomResource } from 'aws-cdk-lib';
import { Aspects, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { createHash } from 'node:crypto';
import { customResource } from '../custom-resource';
import type { LiveState } from '../store/live-state';
import type { PublicStore } from '../store/public-store';

export interface GuardProps {
  cluster: string;
  store: PublicStore;
  /** What a deployment is rendered with: who holds the lock. */
  lock: CfnParameter;
  /** And everything else that it is told is live. */
  live: CfnParameter[];
  /** What of that is of resources which this stack makes: it begins anew when the stack is made again. */
  made: CfnParameter[];
  liveState: LiveState;
}

/**
 * Fails a deployment of this stack while an upgrade of the cluster runs, before it has touched anything: every other
 * resource of the stack waits for it, but for the guards of other clusters, which go first as well. It is asked
 * whenever the lock, a weight, a version or anything else in the template is not as at the last deployment. What is
 * exactly as it was CloudFormation leaves alone.
 */
export class Guard extends Construct {
  constructor(scope: Construct, id: string, props: GuardProps) {
    super(scope, id);
    const { cluster, store, lock, live, made, liveState } = props;
    const anew = [lock, ...made].map(({ default: path }) => String(path));
    const resource: CustomResource = customResource(this, 'Resource', {
      type: 'DeployGuard',
      handler: store.functions.guard,
      properties: {
        Cluster: cluster,
        Lock: lock.valueAsString,
        Live: live.map(({ valueAsString }) => valueAsString),
        Template: Lazy.uncachedString({
          produce: () => digestOfAllBehind(cfnResourceOf(resource)),
        }),
        Instances: liveState.instances,
        Anew: Object.fromEntries(anew.map((path) => [path, liveState.first[path]])),
      },
    });
    const guard = cfnResourceOf(resource);
    Aspects.of(Stack.of(this)).add({
      visit: (node: IConstruct) => {
        if (isGuardedBy(guard, node)) node.addResourceDependency(guard);
      },
    });
  }
}

function cfnResourceOf({ node }: CustomResource): CfnResource {
  if (node.defaultChild instanceof CfnResource) return node.defaultChild;
  throw new Error('A custom resource is a resource.');
}

const isGuardedBy = (guard: CfnResource, node: IConstruct): node is CfnResource =>
  CfnResource.isCfnResource(node) &&
  node.stack === guard.stack &&
  node.cfnResourceType !== guard.cfnResourceType;

/** A digest of everything that waits for the guard, as the template has it. */
function digestOfAllBehind(guard: CfnResource): string {
  const { stack } = guard;
  const resources = stack.node.findAll().filter((node) => isGuardedBy(guard, node));
  const rendered: unknown = stack.resolve(resources.map((each) => each._toCloudFormation()));
  return createHash('sha256').update(JSON.stringify(rendered)).digest('hex');
}
