import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  type StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge';
import { Bundle } from '../bundle';
import { customResource } from '../custom-resource';
import { Handler } from '../handler';
import type { PublicStore } from '../store/public-store';
import { Announcements } from './announcements';
import { CleanUp } from './clean-up';
import type { UpgradeFunction } from './function';
import { permissions } from './permissions';
import { Machine } from './machine';
import { CLEAN_UP_FILE, type TaskState, UPGRADE_FILE, taskStates } from './states';

export interface UpgradeProps {
  store: PublicStore;
  /** @default 'transship-upgrade' */
  stateMachineName?: string;
  /** How long logs are kept. @default RetentionDays.THREE_MONTHS */
  logRetention?: RetentionDays;
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
  readonly cleanUp: CleanUp;

  constructor(scope: Construct, id: string, props: UpgradeProps) {
    super(scope, id);
    const { stateMachineName = 'transship-upgrade' } = props;
    this.stateMachineName = stateMachineName;
    const logRetention = props.logRetention ?? RetentionDays.THREE_MONTHS;
    const upgradeStates = taskStates(UPGRADE_FILE);
    const cleanUpStates = taskStates(CLEAN_UP_FILE);
    const bundle = new Bundle('lambdas');
    this.functions = [...upgradeStates, ...cleanUpStates.filter(isNotIn(upgradeStates))].map(
      (state) => this.createFunction(state, { ...props, bundle, logRetention }),
    );
    const functionsOf = (states: TaskState[]) =>
      this.functions.filter((each) => states.some(({ name }) => name === each.name));
    const cleanUpName = `${stateMachineName}-clean-up`;
    for (const { handler, permissions } of this.functions)
      if (permissions.executions)
        this.allowLookingAtExecutions(handler, [stateMachineName, cleanUpName]);

    this.stateMachine = new Machine(this, 'Machine', {
      stateMachineName,
      definition: UPGRADE_FILE,
      functions: functionsOf(upgradeStates),
      logRetention,
    }).stateMachine;
    this.keepStates(props.store);
    this.alias = this.publish();
    this.announcements = new Announcements(this, 'Announcements', this.stateMachine);
    this.cleanUp = new CleanUp(this, 'CleanUp', {
      upgrades: this.stateMachine,
      stateMachineName: cleanUpName,
      definition: CLEAN_UP_FILE,
      functions: functionsOf(cleanUpStates),
      logRetention,
    });
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
    if (allowed.parked) store.grantWork(handler.role);
    return { ...state, handler, permissions: allowed };
  }

  private allowLookingAtExecutions({ role }: Handler, stateMachineNames: string[]): void {
    const executions = stateMachineNames.map((name) =>
      Stack.of(this).formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: `${name}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ['states:DescribeExecution'], resources: executions }),
    );
    acknowledgeWildcards(role, executions, 'The holder of a lock may be any of them.');
  }

  /** A Lambda's versions are kept, but not without it; and the machine may call only those that there are. */
  private keepStates({ functions }: PublicStore): void {
    const states = customResource(this, 'States', {
      type: 'UpgradeStates',
      handler: functions.states,
      properties: { States: this.functions.map(({ substitution }) => substitution) },
    });
    this.stateMachine.node.addDependency(states);
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
}

const isNotIn = (states: TaskState[]) => (state: TaskState) =>
  states.every(({ name }) => name !== state.name);
