import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import type { Bundle } from './bundle';

export interface HandlerProps {
  /** Path of its TypeScript file, from the project's root. */
  file: string;
  /** That the file is in. */
  bundle: Bundle;
  /** What it does, as the console shows it. */
  description: string;
  /** @default - none */
  environment?: Record<string, string>;
  /** @default Duration.seconds(60) */
  timeout?: Duration;
  /** @default RetentionDays.THREE_MONTHS */
  logRetention?: RetentionDays;
}

/** A Lambda function of Transship's: one file of TypeScript, with a role and a log group of its own. */
export class Handler extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HandlerProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
    });
    logGroup.grantWrite(this.role);
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        resources: ['*'],
      }),
    );
    acknowledge(this.role, {
      'AwsSolutions-IAM5[Resource::*]': 'Traces belong to no resource that could be named.',
    });
    this.function = new LambdaFunction(this, 'Function', {
      code: props.bundle.code,
      handler: props.bundle.handlerOf(props.file),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description: props.description,
      timeout: props.timeout ?? Duration.seconds(60),
      memorySize: 512,
      environment: props.environment,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      // An upgrade in progress finishes on the versions that it began with.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
  }
}
