import type { App } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { HookPoint } from '../core/hook';
import type { ClusterProps } from './cluster/cluster';
import { LoadBalancer } from './cluster/load-balancer';
import { Ec2Fleet } from './fleets/ec2/ec2-fleet';
import { EcsFleet } from './fleets/ecs/ecs-fleet';
import { ClusterStack } from './stacks/cluster-stack';
import { PipelineStack } from './stacks/pipeline-stack';
import { StoreStack } from './stacks/store-stack';
import { UpgradeStack } from './stacks/upgrade-stack';

/**
 * The example shop on AWS, in two instances: to be tried, and to be copied. Of the context it reads `cluster` (its
 * name, `shop`), `compute` (`ecs`, or `ec2`), `certificate` (an ARN), `firstImage` (a tag, `release-1`), `firstAmi`,
 * `ledgerUrl`, and `beforeUpgrade` and `smokeTest` (ARNs of functions that every upgrade asks at these points).
 */
export function shopApp(app: App): {
  store: StoreStack;
  upgrade: UpgradeStack;
  cluster: ClusterStack;
  pipeline: PipelineStack;
} {
  const context = (key: string): string | undefined =>
    app.node.tryGetContext(key) as string | undefined;
  const store = new StoreStack(app, 'TransshipStore');
  const upgrade = new UpgradeStack(app, 'TransshipUpgrade', { store: store.store });

  const images = new Construct(store, 'Images');
  const repository = (name: string) => Repository.fromRepositoryName(images, name, `shop/${name}`);
  const firstImage = context('firstImage') ?? 'release-1';
  const containers = () =>
    new EcsFleet({
      application: 'orders',
      components: {
        orders: {
          repository: repository('orders'),
          firstImage,
          environment: {
            PORT: '8080',
            HOST: '0.0.0.0',
            CATALOG_URL: 'http://localhost:8081',
            LEDGER_URL: context('ledgerUrl') ?? 'http://localhost:8082',
          },
          // So that it ends first, and what it is in the middle of still finds its prices.
          dependsOn: ['catalog'],
        },
        catalog: { repository: repository('catalog'), firstImage, environment: { PORT: '8081' } },
      },
    });
  const machines = () =>
    new Ec2Fleet({ firstAmi: context('firstAmi'), environment: { PORT: '8080', HOST: '0.0.0.0' } });
  const compute = context('compute') ?? 'ecs';
  if (compute !== 'ecs' && compute !== 'ec2')
    throw new Error(`compute is "ecs" or "ec2", not "${compute}".`);
  const nodes = compute === 'ecs' ? containers() : machines();
  const certificateArn = context('certificate');
  const certificate =
    certificateArn === undefined
      ? undefined
      : Certificate.fromCertificateArn(upgrade, 'Certificate', certificateArn);
  const hook = (point: HookPoint): ClusterProps['hooks'] => {
    const arn = context(point);
    return arn === undefined
      ? {}
      : { [point]: { function: Function.fromFunctionArn(upgrade, point, arn) } };
  };
  const cluster = new ClusterStack(app, 'TransshipShop', {
    clusterName: context('cluster') ?? 'shop',
    store: store.store,
    upgrade: upgrade.upgrade,
    instances: { first: nodes, second: nodes },
    entrance: new LoadBalancer({ certificate }),
    hooks: { ...hook('beforeUpgrade'), ...hook('smokeTest') },
  });
  const pipeline = new PipelineStack(app, 'TransshipPipeline', { upgrade: upgrade.upgrade });
  return { store, upgrade, cluster, pipeline };
}
