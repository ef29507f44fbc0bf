import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Machine, type MachineProps } from './machine';

export interface CleanUpProps extends MachineProps {
  /** Of the upgrades after which it cleans up. */
  upgrades: IStateMachine;
}

/**
 * After an upgrade that was stopped, timed out or died, has the cluster serve and frees the lock, if that upgrade
 * still holds it.
 */
export class CleanUp extends Construct {
  readonly stateMachine: IStateMachine;

  constructor(scope: Construct, id: string, { upgrades, ...props }: CleanUpProps) {
    super(scope, id);
    this.stateMachine = new Machine(this, 'Machine', props).stateMachine;
    const rule = new Rule(this, 'Rule', {
      description: 'Upgrades by Transship that may have left their lock behind',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [upgrades.stateMachineArn],
          status: ['ABORTED', 'TIMED_OUT', 'FAILED'],
        },
      },
    });
    rule.addTarget(new SfnStateMachine(this.stateMachine));
  }
}
