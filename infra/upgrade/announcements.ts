import { Stack } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/**
 * Says on an SNS topic that an upgrade was started, succeeded, failed (or was refused), timed out or was stopped. A
 * message is JSON: `announcement` is a sentence, `detail` what Step Functions says of the execution; its `input` names
 * cluster and update, its `error` and `cause` say what went wrong.
 */
export class Announcements extends Construct {
  readonly topic: Topic;
  /** Of EventBridge's default bus: more targets can be added. */
  readonly rule: Rule;

  constructor(scope: Construct, id: string, stateMachine: IStateMachine) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Upgrades of clusters by Transship',
      enforceSSL: true,
    });
    // A topic with a policy is open to nobody that it does not name.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    this.rule = new Rule(this, 'Rule', {
      description: 'Upgrades by Transship that have started or ended',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachine.stateMachineArn] },
      },
    });
    const detail = (field: string) => EventField.fromPath(`$.detail.${field}`);
    const message = RuleTargetInput.fromObject({
      // No more than this: quotes, which input and cause may have, would break a text.
      announcement: `Transship: upgrade ${detail('name')} is ${detail('status')}.`,
      detail: EventField.fromPath('$.detail'),
    });
    this.rule.addTarget(new SnsTopic(this.topic, { message }));
  }
}
