import {
  ApplicationAutoScalingClient,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
} from '@aws-sdk/client-ecs';
import { fleetOf } from '../../../lambdas/fleet';
import { testAbilities } from '../abilities';
import { engineOf } from '../engines/engine-of';
import type { Engine } from '../engines/environments';
import { lock } from './lock';
import { REGISTRY, image, register } from './task-definitions';

const [one, two, three] = [image('1'), image('2'), image('3')];

/** The calls of `lambdas/fleet/ecs` to ECS, ECR and Application Auto Scaling, on somebody else's. */
export function ecs(engine: Engine, gaps: string[]): void {
  const running = engineOf(engine);
  let client: ECSClient;
  const fleet = fleetOf({
    name: 'first',
    targetGroupArn: '',
    fleet: { kind: 'ecs', cluster: 'shop', service: 'first', blueprint: 'shop-first-blueprint' },
  });

  beforeAll(async () => {
    client = new ECSClient(running().connection);
    await client.send(new CreateClusterCommand({ clusterName: 'shop' }));
    await register(client, 'shop-first-blueprint', one, 'info');
    await register(client, 'shop-first', one, 'info');
    await client.send(
      new CreateServiceCommand({
        cluster: 'shop',
        serviceName: 'first',
        taskDefinition: 'shop-first',
        desiredCount: 2,
        launchType: 'FARGATE',
      }),
    );
    await register(client, 'shop-first-blueprint', one, 'debug');
  });

  const current = async () => (await fleet.describe()).definition;

  async function serviceOf() {
    const command = new DescribeServicesCommand({ cluster: 'shop', services: ['first'] });
    const [service] = (await client.send(command)).services ?? [];
    return { definition: service?.taskDefinition, count: service?.desiredCount };
  }

  async function scalableTarget() {
    await new ApplicationAutoScalingClient(running().connection).send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceId: 'service/shop/first',
        MinCapacity: 2,
        MaxCapacity: 8,
      }),
    );
  }

  testAbilities(gaps, {
    'a service is told by name of family': async () =>
      expect(await current()).toMatch(/task-definition\/shop-first:1$/),
    'a changed blueprint is something to do': async () =>
      expect(await fleet.upcoming(await current())).toEqual({
        release: { orders: one, router: one },
        changed: true,
      }),
    'a task definition is registered that is as the blueprint is but for its images': async () => {
      const next = await fleet.define(lock, await current(), { orders: two });
      expect(next).toMatch(/task-definition\/shop-first:2$/);
      expect(await fleet.releaseOf(next)).toEqual({ orders: two, router: one });
      const command = new DescribeTaskDefinitionCommand({ taskDefinition: next });
      const { containerDefinitions = [] } = (await client.send(command)).taskDefinition ?? {};
      expect(containerDefinitions[0]).toMatchObject({
        environment: [{ name: 'LOG', value: 'debug' }],
        secrets: [{ name: 'KEY' }],
        stopTimeout: 120,
      });
    },
    'its tags are kept, and tell its blueprint': async () => {
      const command = new DescribeTaskDefinitionCommand({
        taskDefinition: 'shop-first',
        include: ['TAGS'],
      });
      expect((await client.send(command)).tags).toEqual(
        expect.arrayContaining([
          { key: 'team', value: 'orders' },
          {
            key: 'transship:blueprint',
            value: expect.stringContaining('shop-first-blueprint:2') as string,
          },
        ]),
      );
    },
    'it is found when it is asked for again': async () => {
      const next = await fleet.define(lock, await current(), { orders: two });
      expect(await fleet.define(lock, next, { orders: two })).toBe(next);
      expect(next).toMatch(/:2$/);
    },
    'a service goes over to it': async () => {
      const next = await fleet.define(lock, await current(), { orders: two });
      await fleet.deploy(lock, next, { again: false });
      expect((await serviceOf()).definition).toBe(next);
    },
    'its deployment tells so': async () =>
      expect(await current()).toBe((await serviceOf()).definition),
    'a count and a task definition leave each other alone': async () => {
      const { definition = '' } = await serviceOf();
      await fleet.setCount(lock, 3);
      expect(await serviceOf()).toEqual({ definition, count: 3 });
      await fleet.deploy(lock, definition, { again: true });
      expect(await serviceOf()).toEqual({ definition, count: 3 });
    },
    'what was given up is no longer the newest of its family': async () => {
      const deployed = await current();
      await fleet.define(lock, deployed, { orders: three });
      expect(await fleet.releaseOf('shop-first')).toMatchObject({ orders: three });
      await fleet.settle(lock);
      expect(await fleet.releaseOf('shop-first')).toEqual(await fleet.releaseOf(deployed));
    },
    'without a scalable target nothing is active': async () =>
      expect(await fleet.activeScaling()).toEqual([]),
    'scaling in and schedules are suspended and resumed': async () => {
      await scalableTarget();
      expect(await fleet.activeScaling()).toEqual(['DynamicScalingIn', 'ScheduledScaling']);
      await fleet.setScaling(lock, []);
      expect(await fleet.activeScaling()).toEqual([]);
      await fleet.setScaling(lock, ['DynamicScalingIn']);
      expect(await fleet.activeScaling()).toEqual(['DynamicScalingIn']);
    },
    'an image is found by its digest, and one that is not there is not': async () => {
      const registry = new ECRClient(running().connection);
      const repositoryName = 'shop/orders';
      await registry.send(new CreateRepositoryCommand({ repositoryName }));
      expect(await fleet.artifactExists(image('0'))).toBe(false);
      expect(await fleet.artifactExists(image('0', 'nobody/s'))).toBe(false);
      const imageManifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        config: { digest: 'sha256:1' },
        layers: [],
      });
      const { image: put } = await registry.send(
        new PutImageCommand({ repositoryName, imageManifest, imageTag: 'one' }),
      );
      const there = `${REGISTRY}/${repositoryName}@${put?.imageId?.imageDigest}`;
      expect(await fleet.artifactExists(there)).toBe(true);
    },
    'a service runs as many tasks as it is to': async () =>
      expect(await fleet.list()).toHaveLength(3),
    'a rollout comes to be completed': async () =>
      expect((await fleet.describe()).rollout).toBe('completed'),
    'a task is stopped for a reason, which is told': async () => {
      const [task] = await fleet.list();
      if (!task) throw new Error('There is none');
      await fleet.stop(lock, task.slot, 'it is frozen');
      expect(await fleet.lastFailure()).toContain('it is frozen');
    },
  });
}
