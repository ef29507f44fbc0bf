import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { tableDefinition } from '../../../store/table';
import { engineOf } from '../engines/engine-of';
import { publishAssets, publishTemplate } from '../stacks/assets';
import { deploy, resourcesOf } from '../stacks/deploy';
import { folderOf, templateOf } from '../stacks/synth';
import { type Resource, without } from '../stacks/template';

// The store's and the upgrade's stacks through MiniStack's CloudFormation, with the functions that they bring.

const running = engineOf('ministack');

/** Types that its CloudFormation does not have. */
const lacking = [
  'AWS::StepFunctions::StateMachineAlias',
  'AWS::StepFunctions::StateMachineVersion',
];

let stacks: CloudFormationClient;
const ids: Record<string, Record<string, string>> = {};

beforeAll(async () => {
  stacks = new CloudFormationClient(running().connection);
  await new SSMClient(running().connection).send(
    new PutParameterCommand({
      Name: '/cdk-bootstrap/hnb659fds/version',
      Value: '30',
      Type: 'String',
    }),
  );
  for (const stack of ['TransshipStore', 'TransshipUpgrade']) {
    await publishAssets(running(), folderOf('ecs'), stack);
    const template = without(templateOf(stack), ({ Type }) => lacking.includes(Type));
    await deploy(stacks, stack, { url: await publishTemplate(running(), stack, template) });
    ids[stack] = await resourcesOf(stacks, stack);
  }
});

test('its CloudFormation lacks these types, and no others of the two stacks', async () => {
  for (const stack of ['TransshipStore', 'TransshipUpgrade']) {
    const template = templateOf(stack);
    const lacked = lacking.filter((type) =>
      Object.values(template.Resources).some(({ Type }) => Type === type),
    );
    if (lacked.length === 0) continue;
    const url = await publishTemplate(running(), `${stack}-whole`, template);
    await expect(deploy(stacks, `${stack}-whole`, { url })).rejects.toThrow(
      `Unrecognized resource types: [${lacked.join(', ')}]`,
    );
  }
});

/** The physical ids of a stack's resources of a type. */
const idsOf = (stack: string, wanted: (resource: Resource) => boolean) =>
  Object.entries(templateOf(stack).Resources).flatMap(([id, resource]) =>
    wanted(resource) ? (ids[stack]?.[id] ?? []) : [],
  );

test("the store's table is made as the store's tests make it", async () => {
  const [TableName] = idsOf('TransshipStore', ({ Type }) => Type === 'AWS::DynamoDB::Table');
  const client = new DynamoDBClient(running().connection);
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const { KeySchema, GlobalSecondaryIndexes = [] } = tableDefinition('any');
  expect(Table).toMatchObject({
    KeySchema,
    GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({
      IndexName: index.IndexName,
      KeySchema: index.KeySchema,
      Projection: index.Projection,
    })),
  });
});

test('what is live is told by parameters that the stack has had made', async () => {
  const client = new SSMClient(running().connection);
  const read = async (Name: string) =>
    (await client.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  expect(await read('/transship/shop/lock')).toBe('free');
  expect(await read('/transship/shop/weight/first')).toBe('100');
});

test('the state machine is there, with a function for each name that its file leaves open', async () => {
  const [stateMachineArn] = idsOf(
    'TransshipUpgrade',
    ({ Type }) => Type === 'AWS::StepFunctions::StateMachine',
  );
  const client = new SFNClient(running().connection);
  const { definition } = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
  expect(definition).not.toContain('${');
  const { States } = JSON.parse(definition ?? '') as { States: Record<string, unknown> };
  expect(Object.keys(States)).toContain('Validate update');
});

test('a function of it runs as it was deployed: it refuses a cluster that nobody knows', async () => {
  const functions = idsOf('TransshipUpgrade', ({ Type }) => Type === 'AWS::Lambda::Function');
  const FunctionName = functions.find((name) => name.includes('ValidateUpdate'));
  const client = new LambdaClient(running().connection);
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({
      FunctionName,
      Payload: JSON.stringify({
        cluster: 'nobody',
        update: {
          orders: `123456789012.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:${'1'.repeat(64)}`,
        },
      }),
    }),
  );
  expect(FunctionError).toBeDefined();
  expect(Buffer.from(Payload ?? []).toString()).toContain('There is no cluster nobody');
});
