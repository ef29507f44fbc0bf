import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Upgrade, type UpgradeProps } from '../upgrade/upgrade';

/** The state machine and its Lambdas; once for all clusters. */
export class UpgradeStack extends Stack {
  readonly upgrade: Upgrade;

  constructor(scope: Construct, id: string, props: StackProps & UpgradeProps) {
    super(scope, id, { description: 'Transship: the state machine that upgrades', ...props });
    this.upgrade = new Upgrade(this, 'Upgrade', props);
    // What upgrades are started by.
    new CfnOutput(this, 'StateMachine', { value: this.upgrade.alias.ref });
  }
}
