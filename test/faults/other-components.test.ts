import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { isRolledOut } from '../../local/deployment/services';
import { serviceOf } from '../support/platform';
import { type Cluster, startCluster } from '../support/real-cluster';
import { richDefinition } from '../support/rich-definition';
import { standingOf, telling } from '../support/standing';
import { until } from '../support/until';

// An update of `orders` alone, in a cluster that was brought in: it has no blueprints, and its task definitions have
// much in them that Transship knows nothing of.

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, leaseSeconds: 200 });
  await telling(cluster, {
    instances: cluster.shop.configuration.instances.map((instance) => {
      const { cluster: of, service } = serviceOf(instance);
      return { ...instance, fleet: { kind: 'ecs', cluster: of, service } };
    }),
  });
  for (const instance of instances) await enrich(instance);
});
afterAll(() => cluster?.close());

const instances = ['first', 'second'];

/** What a service is deployed with, as the platform tells it. */
async function definitionOf(service: string) {
  const { containers } = cluster.cloud.clients;
  const { services = [] } = await containers.send(
    new DescribeServicesCommand({ cluster: 'shop', services: [service] }),
  );
  const { taskDefinition, tags } = await containers.send(
    new DescribeTaskDefinitionCommand({
      taskDefinition: services[0]?.taskDefinition,
      include: ['TAGS'],
    }),
  );
  return { ...taskDefinition, tags };
}

async function enrich(service: string): Promise<void> {
  const { containers } = cluster.cloud.clients;
  const { family = '', containerDefinitions = [] } = await definitionOf(service);
  await containers.send(
    new RegisterTaskDefinitionCommand(richDefinition(family, containerDefinitions)),
  );
  await containers.send(
    new UpdateServiceCommand({ cluster: 'shop', service, taskDefinition: family }),
  );
  await until(() => isRolledOut(containers, 'shop', service));
}

/** What the platform alone decides of a revision. */
const itsOwn = { taskDefinitionArn: '', revision: 0, registeredAt: new Date(0) };

test('changes one image in each task definition, and nothing else in it', async () => {
  const before = await Promise.all(instances.map(definitionOf));
  const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  const after = await Promise.all(instances.map(definitionOf));

  const { from, to } = cluster.shop.releases;
  expect(to.orders).not.toEqual(from.orders);
  after.forEach((definition, index) => {
    const former = before[index];
    expect({ ...definition, ...itsOwn }).toEqual({
      ...former,
      ...itsOwn,
      containerDefinitions: former?.containerDefinitions?.map((container) =>
        container.name === 'orders' ? { ...container, image: to.orders } : container,
      ),
    });
    expect(definition.revision).toBe((former?.revision ?? 0) + 1);
  });
});

test('leaves the other component running on every node as it was', async () => {
  const { from, to } = cluster.shop.releases;
  const release = { orders: to.orders, catalog: from.catalog };
  expect((await standingOf(cluster)).releases).toEqual({ first: [release], second: [release] });
});
