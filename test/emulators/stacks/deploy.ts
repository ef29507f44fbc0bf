import {
  type Capability,
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { until } from '../../support/until';
import { type Template, importsOf } from './template';

const Capabilities: Capability[] = ['CAPABILITY_NAMED_IAM'];

/**
 * Deploys a template, or the one at a URL, as a stack: creates or updates it. Rejects, with the reasons, if it does
 * not succeed.
 */
export async function deploy(
  client: CloudFormationClient,
  StackName: string,
  template: Template | { url: string },
): Promise<void> {
  const source =
    'url' in template ? { TemplateURL: template.url } : { TemplateBody: JSON.stringify(template) };
  const input = { StackName, ...source, Capabilities };
  const exists = (await statusOf(client, StackName)) !== undefined;
  if (exists) await client.send(new UpdateStackCommand(input));
  else await client.send(new CreateStackCommand(input));
  await until(async () => !(await statusOf(client, StackName))?.endsWith('_IN_PROGRESS'), {
    everyMs: 200,
  });
  const status = await statusOf(client, StackName);
  if (status === (exists ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE')) return;
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const reasons = StackEvents.map(({ LogicalResourceId, ResourceStatusReason: reason }) =>
    reason ? `${LogicalResourceId}: ${reason}` : '',
  );
  throw new Error(`${StackName} is ${status}:\n${reasons.filter(Boolean).join('\n')}`);
}

async function statusOf(
  client: CloudFormationClient,
  StackName: string,
): Promise<string | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus;
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** Logical → physical id. */
export async function resourcesOf(
  client: CloudFormationClient,
  StackName: string,
): Promise<Record<string, string>> {
  const { StackResources = [] } = await client.send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  return Object.fromEntries(
    StackResources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
}

/** A stack in the place of those that a template imports from: it exports all that is asked for. */
export function exporting(template: Template): Template {
  const exported = importsOf(template).map((name, n) => ({ name, id: `Exported${n}` }));
  const roles = exported.filter(({ name }) => /:ExportsOutputRef\w*Role/.test(name));
  return {
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic' },
      ...Object.fromEntries(roles.map(({ id }) => [id, role])),
    },
    Outputs: Object.fromEntries(
      exported.map(({ name, id }) => {
        const value = roles.some((each) => each.id === id) ? { Ref: id } : arnOf(id);
        return [`Output${id}`, { Value: value, Export: { Name: name } }];
      }),
    ),
  };
}

const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        },
      ],
    },
  },
};

const arnOf = (id: string) => `arn:aws:sns:us-east-1:123456789012:${id}`;
