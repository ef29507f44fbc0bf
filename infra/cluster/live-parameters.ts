import { CfnParameter, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * A parameter of the stack whose value each deployment reads from SSM, so that what it renders is what is live. It is
 * a reference in the template, which therefore stays the same. It is named by where it is, so that a stack may hold
 * several clusters.
 */
export const liveParameter = (
  scope: Construct,
  id: string,
  path: string,
  description: string,
): CfnParameter =>
  new CfnParameter(scope, id, {
    type: 'AWS::SSM::Parameter::Value<String>',
    default: path,
    description,
  });

export const asNumber = (parameter: CfnParameter): number => Token.asNumber(parameter.value);
