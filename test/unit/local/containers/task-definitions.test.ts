import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  paginateListTaskDefinitions,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { Harness } from './harness';

let harness: Harness;
beforeAll(async () => (harness = await Harness.start()));
afterAll(() => harness.close());

const describeDefinition = (taskDefinition: string) =>
  harness.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));

test('a revision is given back with every field it was registered with, and its tags', async () => {
  const registered = {
    family: 'full',
    cpu: '256',
    memory: '512',
    networkMode: 'awsvpc' as const,
    executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
    ephemeralStorage: { sizeInGiB: 30 },
    volumes: [{ name: 'scratch' }],
    containerDefinitions: [
      {
        name: 'app',
        image: 'app@sha256:0',
        stopTimeout: 60,
        ulimits: [{ name: 'nofile' as const, softLimit: 10, hardLimit: 20 }],
        logConfiguration: { logDriver: 'awslogs' as const, options: { group: 'g' } },
        dependsOn: [{ containerName: 'other', condition: 'START' as const }],
      },
      { name: 'other', image: 'other@sha256:0', essential: false },
    ],
  };
  const tags = [{ key: 'team', value: 'orders' }];
  await harness.ecs.send(new RegisterTaskDefinitionCommand({ ...registered, tags }));
  const described = await describeDefinition('full');
  expect(described.taskDefinition).toMatchObject({
    ...registered,
    revision: 1,
    status: 'ACTIVE',
    taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/full:1',
  });
  expect(described.taskDefinition?.registeredAt).toBeInstanceOf(Date);
  expect(described.tags).toEqual(tags);
});

test('fields that the emulator does not know are kept too', async () => {
  const call = async (operation: string, body: object): Promise<unknown> => {
    const response = await fetch(harness.containers.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}` },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  const unknown = { invented: { deeply: [1, { nested: true }] } };
  const containerDefinitions = [{ name: 'app', image: 'app@sha256:0', ...unknown }];
  await call('RegisterTaskDefinition', { family: 'unknown', containerDefinitions, ...unknown });
  expect(await call('DescribeTaskDefinition', { taskDefinition: 'unknown:1' })).toMatchObject({
    taskDefinition: { ...unknown, containerDefinitions },
  });
});

test('a family means its newest active revision; a deregistered one is found by its revision only', async () => {
  const [first, second] = [await harness.register('v1'), await harness.register('v2')];
  expect((await describeDefinition('app')).taskDefinition?.taskDefinitionArn).toBe(second);
  await harness.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: second }));
  expect((await describeDefinition('app')).taskDefinition?.taskDefinitionArn).toBe(first);
  expect((await describeDefinition(second)).taskDefinition?.status).toBe('INACTIVE');
  await expect(harness.createService(second)).rejects.toThrow('inactive');
  expect(await harness.register('v3')).toMatch(/:3$/);
  const list = (status: 'ACTIVE' | 'INACTIVE') =>
    harness.ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: 'app', status, sort: 'DESC' }));
  expect((await list('ACTIVE')).taskDefinitionArns).toEqual([
    expect.stringMatching(/app:3$/),
    first,
  ]);
  expect((await list('INACTIVE')).taskDefinitionArns).toEqual([second]);
});

test('long lists come in pages', async () => {
  const pages = [];
  for (let index = 0; index < 3; index++)
    await harness.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'paged',
        containerDefinitions: [{ name: 'app', image: 'app@sha256:0' }],
      }),
    );
  for await (const { taskDefinitionArns } of paginateListTaskDefinitions(
    { client: harness.ecs, pageSize: 2 },
    { familyPrefix: 'paged' },
  ))
    pages.push(taskDefinitionArns?.length);
  expect(pages).toEqual([2, 1]);
});

test.each([
  ['a family that is not there', () => describeDefinition('nowhere')],
  ['a stop time-out that Fargate refuses', () => harness.register('v1', { stopTimeout: 121 })],
])('%s is refused', async (_, call) => {
  await expect(call()).rejects.toMatchObject({ name: 'ClientException' });
});
