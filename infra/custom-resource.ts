import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Handler } from './handler';

export interface CustomResourceOptions {
  /** What the template calls it, after `Custom::Transship`. */
  type: string;
  handler: Handler;
  /** CloudFormation makes strings of numbers and booleans. */
  properties: Record<string, unknown>;
}

/** How long a deployment waits for an answer; longer than a handler may run. */
const LONGEST_WAIT = Duration.minutes(3);

/** A part of a stack that one of Transship's functions looks after; see `deployment/`. */
export const customResource = (
  scope: Construct,
  id: string,
  { type, handler, properties }: CustomResourceOptions,
): CustomResource =>
  new CustomResource(scope, id, {
    resourceType: `Custom::Transship${type}`,
    serviceToken: handler.function.functionArn,
    serviceTimeout: LONGEST_WAIT,
    properties,
  });
