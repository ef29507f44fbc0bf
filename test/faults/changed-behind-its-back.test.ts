import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { type Invocations, watchInvocations } from '../support/invocations';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';

let cluster: Cluster;
let invocations: Invocations;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, lambdaTimeoutSeconds: 30, leaseSeconds: 60 });
  invocations = watchInvocations(cluster);
});
afterAll(() => cluster?.close());

/** The release that runs, in another definition, as of somebody who changes a variable. Returns its ARN. */
async function deployByHand(service: string): Promise<string> {
  const { containers } = cluster.cloud.clients;
  const { services = [] } = await containers.send(
    new DescribeServicesCommand({ cluster: 'shop', services: [service] }),
  );
  const { taskDefinition: { family, containerDefinitions = [] } = {} } = await containers.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: services[0]?.taskDefinition }),
  );
  const { taskDefinition: { taskDefinitionArn = '' } = {} } = await containers.send(
    new RegisterTaskDefinitionCommand({
      family,
      containerDefinitions: containerDefinitions.map(({ environment = [], ...container }) => ({
        ...container,
        environment: [...environment, { name: 'BY_HAND', value: 'yes' }],
      })),
    }),
  );
  await containers.send(
    new UpdateServiceCommand({ cluster: 'shop', service, taskDefinition: taskDefinitionArn }),
  );
  return taskDefinitionArn;
}

test.each([
  ['ShiftRequestsAway', 'second'],
  ['ApplyUpdate', 'first'],
])(
  'what somebody else has deployed by %s of the %s instance is noticed, and the upgrade goes back',
  async (functionName, instance) => {
    const reached = invocations.hold(
      (next) => next.functionName === functionName && next.instance === instance,
    );
    const execution = await cluster.startUpgrade();
    const held = await reached;
    const byHand = await deployByHand(instance);
    held.letGo();
    const outcome = await cluster.awaitUpgrade(execution);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'ClusterNotReady' });
    expect(outcome.cause).toContain(`Instance ${instance} is deployed with ${byHand}, and was `);
    expect(outcome.cause).toContain('\nRolled back: ');
    expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
  },
);
