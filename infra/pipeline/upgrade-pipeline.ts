import { ArnFormat, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Artifact, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import {
  S3SourceAction,
  S3Trigger,
  StateMachineInput,
  StepFunctionInvokeAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import { CfnEventBusPolicy, Rule } from 'aws-cdk-lib/aws-events';
import { CodePipeline } from 'aws-cdk-lib/aws-events-targets';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type IBucket,
} from 'aws-cdk-lib/aws-s3';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../acknowledge';
import type { Upgrade } from '../upgrade/upgrade';

export interface UpgradePipelineProps {
  upgrade: Upgrade;
  /**
   * Where builds put their artifact. One that is given must be versioned, and send its events to EventBridge for
   * uploads to start the pipeline. It may be another account's (`Bucket.fromBucketAttributes` with `account`, and with
   * `encryptionKey` where it has a key): docs/deploy.md says what that account must then allow.
   * @default - the pipeline's own, kept when its stack is deleted
   */
  bucket?: IBucket;
  /** Of the artifact, a ZIP file. @default 'build.zip' */
  key?: string;
  /** The file in the artifact that says what is to be installed, and where. @default 'update.json' */
  manifest?: string;
}

/**
 * A small pipeline, to be adapted: a build's artifact comes, and an upgrade is started with the manifest in it. The
 * action ends as the upgrade does.
 */
export class UpgradePipeline extends Construct {
  readonly pipeline: Pipeline;
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, props: UpgradePipelineProps) {
    super(scope, id);
    const { key = 'build.zip', manifest = 'update.json', upgrade } = props;
    const artifacts = this.createBucket();
    this.bucket = this.asReadFromHere(props.bucket) ?? artifacts;
    Stack.of(this).addStackDependency(Stack.of(upgrade), 'it starts the state machine by name');
    const artifact = new Artifact('Build');
    this.pipeline = new Pipeline(this, 'Pipeline', {
      pipelineType: PipelineType.V2,
      artifactBucket: artifacts,
      stages: [
        {
          stageName: 'Artifact',
          actions: [
            new S3SourceAction({
              actionName: 'Build',
              bucket: this.bucket,
              bucketKey: key,
              output: artifact,
              trigger: S3Trigger.NONE,
            }),
          ],
        },
        {
          stageName: 'Upgrade',
          actions: [
            new StepFunctionInvokeAction({
              actionName: 'Upgrade',
              // Not its alias: CodePipeline knows none. What it starts is the newest definition all the same.
              stateMachine: StateMachine.fromStateMachineName(
                this,
                'StateMachine',
                upgrade.stateMachineName,
              ),
              stateMachineInput: StateMachineInput.filePath(artifact.atPath(manifest)),
            }),
          ],
        },
      ],
    });
    this.startOnUpload(key);
    this.explain(upgrade, artifacts);
  }

  /**
   * A bucket of another account is taken as if it were of this one: CDK would otherwise have the pipeline take on a
   * role there, which somebody would have to make. So it reads as itself, and the other account allows that.
   */
  private asReadFromHere(bucket?: IBucket): IBucket | undefined {
    if (!bucket || !isAnothers(bucket)) return bucket;
    this.letEventsIn(bucket.env.account);
    const { bucketName, encryptionKey } = bucket;
    return Bucket.fromBucketAttributes(this, 'Builds', { bucketName, encryptionKey });
  }

  /** Lets another account forward what happens in its buckets. */
  private letEventsIn(account: string): void {
    const { partition } = Stack.of(this);
    new CfnEventBusPolicy(this, 'EventsOfBuilds', {
      statementId: `transship-builds-of-${account}`,
      statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${account}:root` },
        Action: 'events:PutEvents',
        Resource: Stack.of(this).formatArn({
          service: 'events',
          resource: 'event-bus',
          resourceName: 'default',
        }),
        Condition: { 'ForAllValues:StringEquals': { 'events:source': 'aws.s3' } },
      },
    });
  }

  private explain(upgrade: Upgrade, artifacts: IBucket): void {
    acknowledge(this, {
      'AwsSolutions-S1': 'Whoever wants access logs of the bucket says where they are to go.',
    });
    for (const action of ['Abort', 'DeleteObject', 'GetBucket', 'GetObject', 'List'])
      acknowledge(this, {
        [`AwsSolutions-IAM5[Action::s3:${action}*]`]:
          "CDK grants a pipeline S3's actions in groups, on its own bucket only.",
      });
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${upgrade.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    acknowledgeWildcards(this, [executions], 'Executions are named when they are started.');
    acknowledgeWildcards(
      this,
      [`${artifacts.bucketArn}/*`],
      'Each run of the pipeline puts artifacts there.',
    );
  }

  private createBucket(): Bucket {
    const bucket = new Bucket(this, 'Artifacts', {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const resource = bucket.node.defaultChild;
    if (resource instanceof CfnBucket)
      resource.notificationConfiguration = {
        eventBridgeConfiguration: { eventBridgeEnabled: true },
      };
    return bucket;
  }

  private startOnUpload(key: string): void {
    new Rule(this, 'Uploaded', {
      description: `Starts ${Stack.of(this).stackName} when a build has put its artifact`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketName] }, object: { key: [key] } },
      },
      targets: [new CodePipeline(this.pipeline)],
    });
  }
}

/** It is known to be another account's than its stack's. */
const isAnothers = (bucket: IBucket): boolean =>
  !Token.isUnresolved(bucket.env.account) && bucket.env.account !== Stack.of(bucket).account;
