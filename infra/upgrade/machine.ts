import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge';
import type { UpgradeFunction } from './function';

export interface MachineProps {
  stateMachineName: string;
  /** Its definition, a file. */
  definition: string;
  /** The Lambdas of its task states. */
  functions: UpgradeFunction[];
  logRetention: RetentionDays;
}

/** A state machine whose tasks are Lambdas, each in the version that was the newest when it was deployed. */
export class Machine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: MachineProps) {
    super(scope, id);
    const { stateMachineName, definition, functions } = props;
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      definitionBody: DefinitionBody.fromFile(definition),
      definitionSubstitutions: Object.fromEntries(
        functions.map(({ substitution, handler }) => [
          substitution,
          handler.function.currentVersion.functionArn,
        ]),
      ),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          // Log groups of this prefix need no resource policy that grows with each state machine.
          logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
          retention: props.logRetention,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: true,
      },
    });
    for (const { handler } of functions) handler.function.grantInvoke(this.stateMachine);
    acknowledgeWildcards(
      this.stateMachine,
      functions.map(({ handler }) => `${handler.function.functionArn}:*`),
      'One in progress calls the versions that it began with, whichever those are.',
    );
    acknowledgeWildcards(
      this.stateMachine,
      ['*'],
      'Delivery of logs, and traces, belong to no resource that could be named.',
    );
  }
}
