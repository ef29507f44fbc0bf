import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * A parameter of the stack whose value each deployment reads from SSM, so that what it renders is what is live. It is
 * a reference in the template, which therefore stays the same.
 */
export const liveParameter = (
  scope: Construct,
  id: string,
  path: string,
  description: string,
): CfnParameter =>
  new CfnParameter(Stack.of(scope), id, {
    type: 'AWS::SSM::Parameter::Value<String>',
    default: path,
    description,
  });

export const asNumber = (parameter: CfnParameter): number => Token.asNumber(parameter.value);
