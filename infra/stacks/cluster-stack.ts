import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Cluster, type ClusterProps } from '../cluster/cluster';

/** A cluster, with what is needed to watch it. */
export class ClusterStack extends Stack {
  readonly cluster: Cluster;

  constructor(scope: Construct, id: string, props: StackProps & ClusterProps) {
    super(scope, id, { description: `Transship: cluster ${props.clusterName}`, ...props });
    this.cluster = new Cluster(this, 'Cluster', props);
    const { url } = this.cluster.entrance;
    if (url) new CfnOutput(this, 'Url', { value: url });
  }
}
