import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { EcsFleetConfiguration } from '../../../../../core/cluster';
import { type Fleet, fleetOf } from '../../../../../lambdas/fleet';
import { CLUSTER, Harness } from '../../../local/containers/harness';

let harness: Harness;
let fleet: Fleet;
let withoutBlueprint: Fleet;
let proofs: number;

const lock = { generation: 1, prove: () => Promise.resolve(void proofs++) };
const configuration: EcsFleetConfiguration = {
  kind: 'ecs',
  cluster: CLUSTER,
  service: 'first',
  blueprint: 'app-blueprint',
};

/** What a deployment of the cluster does. */
async function deployBlueprint(environment: Record<string, string>, ...sidecars: string[]) {
  const variables = Object.entries(environment).map(([name, value]) => ({ name, value }));
  const app = { name: 'app', image: 'app@0', environment: variables };
  const portMappings = [{ containerPort: 8080 }];
  const { taskDefinition } = await harness.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'app-blueprint',
      cpu: '256',
      containerDefinitions: [
        { ...app, portMappings },
        ...sidecars.map((name) => ({ name, image: `${name}@0` })),
      ],
      tags: [{ key: 'team', value: 'shop' }],
    }),
  );
  return taskDefinition?.taskDefinitionArn;
}

const newest = async (family: string) => {
  const { taskDefinition, tags } = await harness.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: family, include: ['TAGS'] }),
  );
  return { ...taskDefinition, tags };
};

const deployed = async () => (await fleet.describe()).definition;

beforeAll(async () => {
  harness = await Harness.start();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_ECS: harness.containers.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const of = (it: EcsFleetConfiguration) =>
    fleetOf({ name: 'first', targetGroupArn: '', fleet: it });
  fleet = of(configuration);
  withoutBlueprint = of({ ...configuration, blueprint: undefined });
  await deployBlueprint({ LEVEL: '1' });
  const first = await harness.register('app@1', {}, { LEVEL: '1' });
  await harness.createService(first, { desiredCount: 0 });
});
beforeEach(() => (proofs = 0));
afterAll(() => harness.close());

describe('a fleet with a blueprint', () => {
  it('goes over to the blueprint, with the images that run, in its own family', async () => {
    const blueprint = await deployBlueprint({ LEVEL: '2' }, 'audit');
    expect(await fleet.upcoming(await deployed())).toEqual({
      release: { app: 'app@1', audit: 'audit@0' },
      changed: true,
    });
    const definition = await fleet.define(lock, await deployed(), { audit: 'audit@1' });
    expect(await newest('app')).toMatchObject({
      taskDefinitionArn: definition,
      cpu: '256',
      containerDefinitions: [
        { name: 'app', image: 'app@1', environment: [{ name: 'LEVEL', value: '2' }] },
        { name: 'audit', image: 'audit@1' },
      ],
      tags: [
        { key: 'team', value: 'shop' },
        { key: 'transship:blueprint', value: blueprint },
      ],
    });
    expect(proofs).toBe(1);
  });

  it('is given no second definition of the same', async () => {
    const made = (await newest('app')).taskDefinitionArn;
    expect(await fleet.define(lock, await deployed(), { audit: 'audit@1' })).toBe(made);
    expect(proofs).toBe(0);
  });

  it('keeps as the newest what it is deployed with, when what was made after it is given up', async () => {
    expect((await newest('app')).taskDefinitionArn).not.toBe(await deployed());
    await fleet.settle(lock);
    expect((await newest('app')).taskDefinitionArn).toBe(await deployed());
    expect(proofs).toBe(1);
  });

  it('has what was given up made anew when it is wanted after all, and keeps it', async () => {
    const definition = await fleet.define(lock, await deployed(), { audit: 'audit@1' });
    await fleet.deploy(lock, definition, { again: false });
    await fleet.settle(lock);
    expect(await deployed()).toBe(definition);
    expect((await newest('app')).taskDefinitionArn).toBe(definition);
    expect(await fleet.upcoming(definition)).toMatchObject({ changed: false });
  });

  it('keeps what others have registered in the family', async () => {
    const theirs = await harness.register('app@9');
    await fleet.settle(lock);
    expect((await newest('app')).taskDefinitionArn).toBe(theirs);
  });

  it('finds what was given up however much others have registered since', async () => {
    const givenUp = await fleet.define(lock, await deployed(), { audit: 'audit@2' });
    // More than one page of a list.
    for (let each = 0; each <= 100; each++) await harness.register('app@9');
    await fleet.settle(lock);
    expect(await newest(givenUp)).toMatchObject({ status: 'INACTIVE' });
  });

  it('sees no change in a blueprint that differs in its images alone', async () => {
    await deployBlueprint({ LEVEL: '2' }, 'audit');
    expect(await fleet.upcoming(await deployed())).toMatchObject({ changed: false });
  });

  it('is not ready when its blueprint is gone', async () => {
    const { taskDefinitionArn } = await newest('app-blueprint');
    const revision = Number(taskDefinitionArn?.split(':').at(-1));
    for (let each = revision; each > 0; each--)
      await harness.ecs.send(
        new DeregisterTaskDefinitionCommand({ taskDefinition: `app-blueprint:${each}` }),
      );
    await expect(fleet.upcoming(await deployed())).rejects.toMatchObject({
      name: 'ClusterNotReady',
    });
  });
});

describe('a fleet without a blueprint', () => {
  it('goes by what it is deployed with, and leaves the family alone', async () => {
    const current = await deployed();
    expect(await withoutBlueprint.upcoming(current)).toEqual({
      release: { app: 'app@1', audit: 'audit@1' },
      changed: false,
    });
    const definition = await withoutBlueprint.define(lock, current, { app: 'app@2' });
    await withoutBlueprint.settle(lock);
    expect((await newest('app')).taskDefinitionArn).toBe(definition);
  });

  it('is deployed with a definition made anew where its own is inactive', async () => {
    const current = await deployed();
    await harness.ecs.send(
      new UpdateServiceCommand({ cluster: CLUSTER, service: 'first', desiredCount: 0 }),
    );
    await harness.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: current }));
    const definition = await withoutBlueprint.define(lock, current, {});
    expect(definition).not.toBe(current);
    await withoutBlueprint.deploy(lock, definition, { again: false });
    expect(await deployed()).toBe(definition);
  });

  it('goes back to what it ran before by the same content, registered again', async () => {
    const former = await deployed();
    const { containerDefinitions, tags } = await newest(former);
    await withoutBlueprint.deploy(
      lock,
      await withoutBlueprint.define(lock, former, { app: 'app@bad' }),
      { again: false },
    );
    await harness.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: former }));
    const back = await withoutBlueprint.redefine(lock, former);
    expect(back).not.toBe(former);
    expect(await newest('app')).toMatchObject({
      taskDefinitionArn: back,
      containerDefinitions,
      tags,
    });
    expect(await withoutBlueprint.areAlike(back, former)).toBe(true);
    expect(await withoutBlueprint.areAlike(back, await deployed())).toBe(false);
    await withoutBlueprint.deploy(lock, back, { again: false });
  });

  it('registers nothing where the newest is what it goes back to', async () => {
    const current = await deployed();
    proofs = 0;
    expect(await withoutBlueprint.redefine(lock, current)).toBe(current);
    expect(proofs).toBe(0);
  });

  it('says that it cannot go back to a task definition that is gone', async () => {
    await expect(withoutBlueprint.redefine(lock, 'app:999')).rejects.toMatchObject({
      name: 'ClusterNotReady',
      message: expect.stringContaining('app:999') as string,
    });
  });
});
