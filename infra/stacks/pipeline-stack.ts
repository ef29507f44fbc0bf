import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { UpgradePipeline, type UpgradePipelineProps } from '../pipeline/upgrade-pipeline';

/** A pipeline that starts upgrades. */
export class PipelineStack extends Stack {
  readonly pipeline: UpgradePipeline;

  constructor(scope: Construct, id: string, props: StackProps & UpgradePipelineProps) {
    super(scope, id, { description: 'Transship: a pipeline that starts upgrades', ...props });
    this.pipeline = new UpgradePipeline(this, 'Pipeline', props);
  }
}
