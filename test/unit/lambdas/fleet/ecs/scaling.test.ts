import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { type Fleet, fleetOf } from '../../../../../lambdas/fleet';
import { CLUSTER, Harness } from '../../../local/containers/harness';

let harness: Harness;
let client: ApplicationAutoScalingClient;
let fleet: Fleet;
let proofs: number;

const lock = { generation: 1, prove: () => Promise.resolve(void proofs++) };
const ResourceId = `service/${CLUSTER}/first`;
const target = {
  ServiceNamespace: 'ecs' as const,
  ScalableDimension: 'ecs:service:DesiredCount' as const,
  ResourceId,
};

const described = async () => {
  const { ScalableTargets } = await client.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [ResourceId] }),
  );
  return ScalableTargets?.[0];
};

beforeAll(async () => {
  harness = await Harness.start();
  const environment = {
    AWS_ENDPOINT_URL_ECS: harness.containers.endpoint,
    AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING: harness.containers.scalingEndpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  Object.assign(process.env, environment);
  client = new ApplicationAutoScalingClient();
  fleet = fleetOf({
    name: 'first',
    targetGroupArn: '',
    fleet: { kind: 'ecs', cluster: CLUSTER, service: 'first' },
  });
  await harness.createService(await harness.register('app@1'), { desiredCount: 0 });
});
beforeEach(() => (proofs = 0));
afterAll(async () => {
  client.destroy();
  await harness.close();
});

test('where nothing scales, nothing is suspended', async () => {
  expect(await fleet.activeScaling()).toEqual([]);
  await fleet.setScaling(lock, []);
  expect(await described()).toBeUndefined();
  expect(proofs).toBe(0);
});

test('what can take tasks away is suspended, scaling out goes on, and limits stay as they are', async () => {
  const limits = { MinCapacity: 2, MaxCapacity: 9 };
  await client.send(new RegisterScalableTargetCommand({ ...target, ...limits }));
  expect(await fleet.activeScaling()).toEqual(['DynamicScalingIn', 'ScheduledScaling']);
  await fleet.setScaling(lock, []);
  expect(await fleet.activeScaling()).toEqual([]);
  expect(await described()).toMatchObject({
    ...limits,
    SuspendedState: {
      DynamicScalingInSuspended: true,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: true,
    },
  });
  expect(proofs).toBe(1);
});

test('what was suspended before is not resumed', async () => {
  await fleet.setScaling(lock, ['DynamicScalingIn']);
  expect((await described())?.SuspendedState).toEqual({
    DynamicScalingInSuspended: false,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: true,
  });
});

test('nothing is written where it stands so already', async () => {
  await fleet.setScaling(lock, ['DynamicScalingIn']);
  expect(proofs).toBe(0);
});
