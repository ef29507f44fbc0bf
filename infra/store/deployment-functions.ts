import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge';
import { Bundle } from '../bundle';
import { Handler } from '../handler';
import type { PublicStore } from './public-store';

/** The functions behind the custom resources of clusters' stacks. Each stack grants them what they need of its own. */
export class DeploymentFunctions extends Construct {
  /** Creates the parameters that tell what is live. */
  readonly liveState: Handler;
  /** Refuses a deployment while an upgrade runs; when a cluster is deleted, lets another one have its name. */
  readonly guard: Handler;
  /** Keeps the Lambdas of upgrades in progress. */
  readonly states: Handler;
  /** Writes a cluster's configuration into the table. */
  readonly registration: Handler;
  /** Copies the first task definition of a service from its blueprint. */
  readonly firstDefinition: Handler;
  /** Gives a new service its first count of tasks. */
  readonly firstCount: Handler;

  constructor(scope: Construct, id: string, store: PublicStore) {
    super(scope, id);
    const bundle = new Bundle('deployment');
    const environment = { TABLE_NAME: store.table.tableName };
    const { partition, region, account } = Stack.of(this);
    const path = `arn:${partition}:ssm:${region}:${account}:parameter/transship`;
    const parameters = `${path}/*`;
    const anyStack = `arn:${partition}:cloudformation:${region}:${account}:stack/*`;
    const itsOwnStatus = 'It reads the status of the stack that asks, whichever that is.';
    const belowOnePath = 'Clusters come later; all of their parameters are below this path.';

    this.liveState = new Handler(this, 'LiveState', {
      file: 'deployment/live-state.ts',
      bundle,
      description: 'Transship: creates the parameters that tell deployments what is live.',
    });
    allowAnyOf(this.liveState, 'ssm:GetParameter', parameters, belowOnePath);
    this.liveState.role.addToPolicy(
      new PolicyStatement({
        actions: ['ssm:PutParameter'],
        resources: [parameters],
        // What is there already is the upgrades' own.
        conditions: { StringNotEquals: { 'ssm:Overwrite': 'true' } },
      }),
    );

    this.guard = new Handler(this, 'Guard', {
      file: 'deployment/guard.ts',
      bundle,
      description:
        'Transship: lets no cluster be deployed while it is upgraded; leaves none behind.',
      environment,
    });
    store.grant(this.guard.role, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    allowAnyOf(this.guard, 'ssm:PutParameter', parameters, belowOnePath);
    allowAnyOf(this.guard, 'cloudformation:DescribeStacks', anyStack, itsOwnStatus);

    this.states = new Handler(this, 'States', {
      file: 'deployment/states.ts',
      bundle,
      description: 'Transship: lets no Lambda be deleted while a cluster is being upgraded.',
    });
    this.states.role.addToPolicy(
      new PolicyStatement({
        actions: ['ssm:GetParametersByPath'],
        resources: [path],
      }),
    );
    allowAnyOf(this.states, 'cloudformation:DescribeStacks', anyStack, itsOwnStatus);

    this.registration = new Handler(this, 'Registration', {
      file: 'deployment/registration.ts',
      bundle,
      description: "Transship: writes a cluster's configuration into the public store.",
      environment,
    });
    store.grant(this.registration.role, 'PutItem');

    this.firstDefinition = new Handler(this, 'FirstDefinition', {
      file: 'deployment/first-definition.ts',
      bundle,
      description: 'Transship: copies the first task definition of a service from its blueprint.',
    });
    allowAnyOf(
      this.firstDefinition,
      'ecs:DescribeTaskDefinition',
      '*',
      'What describes task definitions cannot be limited to some of them; it changes nothing.',
    );

    this.firstCount = new Handler(this, 'FirstCount', {
      file: 'deployment/first-count.ts',
      bundle,
      description: 'Transship: gives a new service its first count of tasks.',
    });
  }
}

function allowAnyOf({ role }: Handler, action: string, arn: string, reason: string): void {
  role.addToPolicy(new PolicyStatement({ actions: [action], resources: [arn] }));
  acknowledgeWildcards(role, [arn], reason);
}
