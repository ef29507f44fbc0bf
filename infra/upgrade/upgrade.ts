import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  DefinitionBody,
  LogLevel,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge';
import { Bundle } from '../bundle';
import { Handler } from '../handler';
import type { PublicStore } from '../store/public-store';
import { Announcements } from './announcements';
import { type Permissions, permissions } from './permissions';
import { DEFINITION_FILE, type TaskState, taskStates } from './states';

export interface UpgradeProps {
  store: PublicStore;
  /** @default 'transship-upgrade' */
  stateMachineName?: string;
  /** How long logs are kept. @default RetentionDays.THREE_MONTHS */
  logRetention?: RetentionDays;
}

/** A task state's Lambda, and what it may do. */
export interface UpgradeFunction extends TaskState {
  handler: Handler;
  permissions: Permissions;
}

/** The time-out of every Lambda; the state machine counts on it. */
export const LAMBDA_TIMEOUT = Duration.seconds(60);

/**
 * The state machine that upgrades clusters, and a Lambda for each of its task states. Both are published as versions
 * that are kept, so that an upgrade in progress finishes on the code that it began with. It knows no cluster: each
 * cluster's stack grants the Lambdas what they need of that cluster.
 */
export class Upgrade extends Construct {
  readonly functions: UpgradeFunction[];
  readonly stateMachine: StateMachine;
  readonly stateMachineName: string;
  /** What upgrades are started by: always the newest version. */
  readonly alias: CfnStateMachineAlias;
  readonly announcements: Announcements;

  constructor(scope: Construct, id: string, props: UpgradeProps) {
    super(scope, id);
    const { stateMachineName = 'transship-upgrade' } = props;
    this.stateMachineName = stateMachineName;
    const logRetention = props.logRetention ?? RetentionDays.THREE_MONTHS;
    const states = taskStates();
    const bundle = new Bundle(states.map(({ file }) => file));
    this.functions = states.map((state) =>
      this.createFunction(state, { ...props, bundle, logRetention }),
    );
    for (const { handler, permissions } of this.functions)
      if (permissions.executions) this.allowLookingAtExecutions(handler, stateMachineName);

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      definitionBody: DefinitionBody.fromFile(DEFINITION_FILE),
      definitionSubstitutions: Object.fromEntries(
        this.functions.map(({ substitution, handler }) => [
          substitution,
          handler.function.currentVersion.functionArn,
        ]),
      ),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          // Log groups of this prefix need no resource policy that grows with each state machine.
          logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
          retention: logRetention,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: true,
      },
    });
    for (const { handler } of this.functions) handler.function.grantInvoke(this.stateMachine);
    this.alias = this.publish();
    this.announcements = new Announcements(this, 'Announcements', this.stateMachine);
    this.explainWildcards();
  }

  private createFunction(
    state: TaskState,
    { store, bundle, logRetention }: UpgradeProps & { bundle: Bundle },
  ): UpgradeFunction {
    const allowed = permissions[state.name];
    if (!allowed)
      throw new Error(`What the Lambda of "${state.name}" may do is not in permissions.ts.`);
    const handler = new Handler(this, state.substitution, {
      file: state.file,
      bundle,
      description: `Transship, ${state.name}: ${state.comment}`,
      environment: { TABLE_NAME: store.table.tableName },
      timeout: LAMBDA_TIMEOUT,
      logRetention,
    });
    store.grant(handler.role, ...allowed.table);
    return { ...state, handler, permissions: allowed };
  }

  private allowLookingAtExecutions({ role }: Handler, stateMachineName: string): void {
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [executions] }),
    );
    acknowledgeWildcards(role, [executions], 'The holder of a lock may be any of its executions.');
  }

  private publish(): CfnStateMachineAlias {
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: this.stateMachine.stateMachineArn,
      stateMachineRevisionId: this.stateMachine.stateMachineRevisionId,
    });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN, { applyToUpdateReplacePolicy: true });
    return new CfnStateMachineAlias(this, 'Alias', {
      name: 'current',
      routingConfiguration: [{ stateMachineVersionArn: version.ref, weight: 100 }],
    });
  }

  private explainWildcards(): void {
    const versions = this.functions.map(({ handler }) => `${handler.function.functionArn}:*`);
    acknowledgeWildcards(
      this.stateMachine,
      versions,
      'An upgrade in progress calls the versions that it began with, whichever those are.',
    );
    acknowledgeWildcards(
      this.stateMachine,
      ['*'],
      'Delivery of logs, and traces, belong to no resource that could be named.',
    );
  }
}
