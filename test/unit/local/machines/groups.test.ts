import {
  CancelInstanceRefreshCommand,
  DescribeScalingActivitiesCommand,
  SetDesiredCapacityCommand,
  StartInstanceRefreshCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateVersionCommand,
  ModifyLaunchTemplateCommand,
} from '@aws-sdk/client-ec2';
import { platformSlot } from '../../../../runtime/slot';
import { fixture, GROUP, Harness, isAlive, until, userData } from './harness';

let harness: Harness;
let ami: string;

beforeEach(async () => {
  harness = await Harness.start();
  ami = await harness.machines.publish('app', { app: fixture('server') });
});
afterEach(() => harness.close());

/** Has new machines run another version of the launch template. */
async function changeDefault(LaunchTemplateId: string, data: object): Promise<void> {
  const { LaunchTemplateVersion } = await harness.ec2.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId,
      SourceVersion: '1',
      LaunchTemplateData: data,
    }),
  );
  const DefaultVersion = String(LaunchTemplateVersion?.VersionNumber);
  await harness.ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion }));
}

const refresh = (preferences: object = {}) =>
  harness.autoScaling.send(
    new StartInstanceRefreshCommand({
      AutoScalingGroupName: GROUP,
      Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, ...preferences },
    }),
  );

test('a group has as many machines as are desired, each with its environment and an identity of its own', async () => {
  await harness.createGroup(ami, { environment: { COLOUR: 'green' } });
  const [first = '', second = ''] = await harness.settled();
  const { environment } = await harness.ask(first);
  expect(environment).toMatchObject({ COLOUR: 'green', SHARED: 'by all' });
  const slot = (it: Record<string, string>) => platformSlot({ ...it, TRANSSHIP_SLOT: 'ec2' });
  expect(await slot(environment)).toBe(first);
  expect(await slot((await harness.ask(second)).environment)).toBe(second);

  await harness.autoScaling.send(
    new SetDesiredCapacityCommand({ AutoScalingGroupName: GROUP, DesiredCapacity: 1 }),
  );
  await harness.settled(1);
});

test('an instance refresh replaces every machine, and ends none before its successor is healthy', async () => {
  const template = await harness.createGroup(ami);
  const former = await harness.settled();
  await changeDefault(template, { UserData: userData({ COLOUR: 'blue' }) });
  await refresh();
  await until(async () => (await harness.refreshes())[0]?.Status === 'Successful');
  const present = await harness.settled();
  expect(present.filter((id) => former.includes(id))).toEqual([]);
  expect((await harness.ask(present[0] ?? '')).environment).toMatchObject({ COLOUR: 'blue' });
  const { Instances = [] } = await harness.group();
  expect(Instances.map(({ LaunchTemplate }) => LaunchTemplate?.Version)).toEqual(['2', '2']);
  const begun = harness.targets.calls.findIndex((call) => call.startsWith('deregister'));
  const steps = { healthy: 1, deregister: -1 };
  let up = 0;
  const counts = harness.targets.calls.map((call) => {
    up += steps[call.split(' ')[0] as keyof typeof steps] ?? 0;
    return up;
  });
  expect(Math.min(...counts.slice(begun))).toBe(2);
});

test('a refresh that skips what matches replaces nothing where nothing has changed', async () => {
  await harness.createGroup(ami);
  const former = await harness.settled();
  await refresh({ SkipMatching: true });
  await until(async () => (await harness.refreshes())[0]?.Status === 'Successful');
  expect(await harness.settled()).toEqual(former);
});

test('a refresh whose machines never become healthy fails, and the former ones stay', async () => {
  const template = await harness.createGroup(ami);
  const former = await harness.settled();
  await changeDefault(template, { UserData: userData({ HEALTH: 'bad' }) });
  await refresh();
  const [failed] = await until(async () => {
    const refreshes = await harness.refreshes();
    return refreshes[0]?.Status === 'Failed' ? refreshes : undefined;
  });
  expect(failed?.StatusReason).toContain('healthy');
  const { Instances = [] } = await harness.group();
  expect(Instances.map(({ InstanceId }) => InstanceId)).toEqual(expect.arrayContaining(former));
});

test('one refresh at a time, and a cancelled one is over', async () => {
  await harness.createGroup(ami);
  await harness.settled();
  // No machine comes to its end, and so no refresh.
  harness.targets.deregistration = new Promise(() => undefined);
  await refresh();
  await expect(refresh()).rejects.toThrow(
    expect.objectContaining({ name: 'InstanceRefreshInProgressFault' }) as Error,
  );
  const cancel = () =>
    harness.autoScaling.send(new CancelInstanceRefreshCommand({ AutoScalingGroupName: GROUP }));
  await cancel();
  await until(async () => (await harness.refreshes())[0]?.Status === 'Cancelled');
  await expect(cancel()).rejects.toThrow(
    expect.objectContaining({ name: 'ActiveInstanceRefreshNotFoundFault' }) as Error,
  );
});

test('a machine has left its group while its last process still runs, and EC2 tells of it', async () => {
  await harness.createGroup(ami, {
    DesiredCapacity: 1,
    environment: { SIGTERM: 'ignore' },
    stopTimeoutSeconds: 60,
  });
  const [machine = ''] = await harness.settled(1);
  const { pid } = await harness.ask(machine);
  await harness.autoScaling.send(
    new TerminateInstanceInAutoScalingGroupCommand({
      InstanceId: machine,
      ShouldDecrementDesiredCapacity: false,
    }),
  );
  const [seen] = await until(async () => {
    const { Instances = [] } = await harness.group();
    const listed = Instances.some(({ InstanceId }) => InstanceId === machine);
    const found = (await harness.instances()).filter(({ InstanceId }) => InstanceId === machine);
    return listed ? undefined : found;
  });
  expect(seen?.State?.Name).toBe('shutting-down');
  expect(isAlive(pid)).toBe(true);
  process.kill(pid, 'SIGKILL');
  const [successor] = await harness.settled(1);
  expect(successor).not.toBe(machine);
});

test('a unit that ends by itself is started again on its machine', async () => {
  // Nobody replaces the machine meanwhile.
  await harness.createGroup(ami, { DesiredCapacity: 1, HealthCheckType: 'EC2' });
  const [machine = ''] = await harness.settled(1);
  const { pid } = await harness.ask(machine);
  process.kill(pid, 'SIGKILL');
  const again = await until(async () => {
    const answer = await harness.ask(machine).catch(() => undefined);
    return answer?.pid === pid ? undefined : answer;
  });
  expect(isAlive(again.pid)).toBe(true);
});

test('a launch that fails is told of as a failed activity', async () => {
  await harness.createGroup('ami-00000000000000000', { DesiredCapacity: 1 });
  const [failed] = await until(async () => {
    const { Activities = [] } = await harness.autoScaling.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName: GROUP }),
    );
    const found = Activities.filter(({ StatusCode }) => StatusCode === 'Failed');
    return found.length > 0 ? found : undefined;
  });
  expect(failed?.StatusMessage).toContain('ami-00000000000000000');
});

test('closing leaves no process, however they resist', async () => {
  await harness.createGroup(ami, { environment: { SIGTERM: 'ignore' } });
  await harness.settled();
  const pids = harness.machines.processes().map(({ pid }) => pid);
  expect(pids.filter(isAlive)).toHaveLength(2);
  await harness.machines.close();
  expect(pids.filter(isAlive)).toEqual([]);
});
