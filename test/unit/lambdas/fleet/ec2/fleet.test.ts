import {
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateVersionCommand,
  DescribeLaunchTemplateVersionsCommand,
} from '@aws-sdk/client-ec2';
import { TransshipError } from '../../../../../core/errors';
import { autoScaling, machines } from '../../../../../lambdas/aws/clients';
import type { Fleet } from '../../../../../lambdas/fleet';
import { ec2Fleet } from '../../../../../lambdas/fleet/ec2';
import { fixture, GROUP, Harness, until, userData } from '../../../local/machines/harness';

let harness: Harness;
let fleet: Fleet;
let template: string;
let ami: { from: string; to: string };

const held = { generation: 1, prove: () => Promise.resolve() };
const lost = {
  generation: 1,
  prove: () => Promise.reject(new TransshipError('LockLost', 'It is lost.')),
};

beforeAll(async () => {
  harness = await Harness.start();
  Object.assign(process.env, harness.environment);
  ami = {
    from: await harness.machines.publish('app', { app: fixture('server') }),
    to: await harness.machines.publish('app', { app: fixture('server'), more: fixture('idle') }),
  };
  template = await harness.createGroup(ami.from);
  fleet = ec2Fleet('first', { kind: 'ec2', group: GROUP });
  await harness.settled();
});
afterAll(async () => {
  autoScaling.destroy();
  machines.destroy();
  await harness.close();
});

const versions = async () => {
  const command = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: template });
  return (await harness.ec2.send(command)).LaunchTemplateVersions ?? [];
};

const newVersion = (data: object) =>
  harness.ec2.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: template,
      SourceVersion: '1',
      LaunchTemplateData: data,
    }),
  );

/** Until what is returned is called, no machine comes to its end, and so no refresh. */
function nobodyLeaves(): () => void {
  let leave = (): void => undefined;
  harness.targets.deregistration = new Promise<void>((resolve) => (leave = resolve));
  return leave;
}

const rolledOut = () => until(async () => (await fleet.describe()).rollout === 'completed');

test('a group is told by the version of its launch template, and its machines by their ids', async () => {
  expect(await fleet.describe()).toEqual({
    definition: '1',
    rollout: 'completed',
    failure: undefined,
    desired: 2,
    most: 4,
    counted: 2,
  });
  expect(await fleet.releaseOf('1')).toEqual({ ami: ami.from });
  const listed = (await harness.settled()).map((slot) => ({
    slot,
    state: 'running',
    definition: '1',
  }));
  const found = (await fleet.list()).toSorted((a, b) => a.slot.localeCompare(b.slot));
  expect(found).toEqual(listed);
});

test('an artifact exists if it is an AMI that is there', async () => {
  expect(await fleet.artifactExists(ami.to)).toBe(true);
  expect(await fleet.artifactExists('ami-00000000000000000')).toBe(false);
  expect(await fleet.artifactExists('an image')).toBe(false);
});

test('nothing is changed without the lock', async () => {
  const changes = [
    () => fleet.define(lost, '1', { ami: ami.to }),
    () => fleet.deploy(lost, '1', { again: true }),
    () => fleet.stop(lost, 'i-0', 'why'),
    () => fleet.setCount(lost, 1),
    () => fleet.setScaling(lost, []),
  ];
  const before = await harness.group();
  for (const change of changes)
    await expect(change()).rejects.toThrow(expect.objectContaining({ name: 'LockLost' }) as Error);
  expect(await harness.group()).toEqual(before);
  expect(await harness.refreshes()).toEqual([]);
  expect(await versions()).toHaveLength(1);
});

test('the next version differs in its AMI and in nothing else, and is made once', async () => {
  expect(await fleet.define(held, '1', { ami: ami.from })).toBe('1');
  expect(await fleet.define(held, '1', { ami: ami.to })).toBe('2');
  expect(await fleet.define(held, '1', { ami: ami.to })).toBe('2');
  const [second, first] = await versions();
  expect(second?.LaunchTemplateData).toEqual({ ...first?.LaunchTemplateData, ImageId: ami.to });
  expect(await fleet.releaseOf('2')).toEqual({ ami: ami.to });
  expect(await fleet.upcoming('1')).toEqual({ release: { ami: ami.from }, changed: false });
});

test('a group goes back to a version by its number, and says if that is gone', async () => {
  expect(await fleet.redefine(lost, '1')).toBe('1');
  await expect(fleet.redefine(held, '99')).rejects.toMatchObject({ name: 'ClusterNotReady' });
  expect(await fleet.areAlike('1', '1')).toBe(true);
  expect(await fleet.areAlike('1', '2')).toBe(false);
});

test('a version is deployed by replacing every machine, and what goes on or is done is left alone', async () => {
  const former = await harness.settled();
  const leave = nobodyLeaves();
  await fleet.deploy(held, '2', { again: false });
  expect(await fleet.describe()).toMatchObject({ definition: '2', rollout: 'in progress' });
  await fleet.deploy(held, '2', { again: false });
  leave();
  await rolledOut();
  await fleet.deploy(held, '2', { again: false });
  expect(await harness.refreshes()).toHaveLength(1);
  const present = await harness.settled();
  expect(present.filter((machine) => former.includes(machine))).toEqual([]);
  expect((await fleet.list()).map(({ definition }) => definition)).toEqual(['2', '2']);
});

test('a refresh to another version is cancelled first', async () => {
  await newVersion({ UserData: userData({ COLOUR: 'green' }) });
  const leave = nobodyLeaves();
  await fleet.deploy(held, '3', { again: false });
  await fleet.deploy(held, '2', { again: false });
  leave();
  await rolledOut();
  expect((await harness.refreshes()).map(({ Status }) => Status)).toEqual([
    'Successful',
    'Cancelled',
    'Successful',
  ]);
  await harness.settled();
});

test('what was changed in the launch template goes into the next version, with the AMI that runs', async () => {
  await newVersion({ UserData: userData({ COLOUR: 'blue' }) });
  expect(await fleet.upcoming('2')).toEqual({ release: { ami: ami.to }, changed: true });
  const next = await fleet.define(held, '2', {});
  const found = (await versions()).find(({ VersionNumber }) => String(VersionNumber) === next);
  expect(found?.LaunchTemplateData).toMatchObject({
    ImageId: ami.to,
    UserData: userData({ COLOUR: 'blue' }),
  });
  expect(await fleet.upcoming(next)).toEqual({ release: { ami: ami.to }, changed: false });
});

test('a group that names its version by number is given the new number', async () => {
  const pin = { LaunchTemplateId: template, Version: '2' };
  await harness.autoScaling.send(
    new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: GROUP, LaunchTemplate: pin }),
  );
  await fleet.deploy(held, '1', { again: false });
  await rolledOut();
  expect((await harness.group()).LaunchTemplate).toMatchObject({ Version: '1' });
  expect(await fleet.describe()).toMatchObject({ definition: '1', rollout: 'completed' });
  await harness.settled();
});

test('machines that nothing replaces are a rollout that has failed, and it is begun again', async () => {
  const stray = { LaunchTemplateId: template, Version: '2' };
  await harness.autoScaling.send(
    new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: GROUP, LaunchTemplate: stray }),
  );
  expect(await fleet.describe()).toMatchObject({ definition: '2', rollout: 'failed' });
  await fleet.deploy(held, '2', { again: true });
  await rolledOut();
  await harness.settled();
});

test('a machine that is stopped by name is replaced, and listed until its last process has ended', async () => {
  await newVersion({ UserData: userData({ SIGTERM: 'ignore' }, 15) });
  const stubborn = String((await versions())[0]?.VersionNumber);
  await fleet.deploy(held, stubborn, { again: false });
  await rolledOut();
  const [machine = ''] = await harness.settled();
  await fleet.stop(held, machine, 'it is frozen');
  await until(async () => {
    const { Instances = [] } = await harness.group();
    return !Instances.some(({ InstanceId }) => InstanceId === machine);
  });
  expect(await fleet.list()).toContainEqual({
    slot: machine,
    state: 'stopping',
    definition: stubborn,
  });
  await until(async () => !(await fleet.list()).some(({ slot }) => slot === machine));
  expect(harness.machines.processes().map((process) => process.machine)).not.toContain(machine);
  expect(await harness.settled()).not.toContain(machine);
});

test('what scales is suspended and resumed, and what was suspended before stays so', async () => {
  await harness.autoScaling.send(
    new SuspendProcessesCommand({
      AutoScalingGroupName: GROUP,
      ScalingProcesses: ['AZRebalance', 'ReplaceUnhealthy'],
    }),
  );
  const original = await fleet.activeScaling();
  expect(original).toEqual(['AlarmNotification', 'ScheduledActions']);
  await fleet.setScaling(held, []);
  expect(await fleet.activeScaling()).toEqual([]);
  await fleet.setScaling(held, original);
  const { SuspendedProcesses = [] } = await harness.group();
  expect(SuspendedProcesses.map(({ ProcessName }) => ProcessName).sort()).toEqual([
    'AZRebalance',
    'ReplaceUnhealthy',
  ]);
});

test('a count is what is desired', async () => {
  await fleet.setCount(held, 1);
  expect((await fleet.describe()).desired).toBe(1);
  await harness.settled(1);
});

test('the last failure is what the platform says of the machine that could not be launched', async () => {
  await newVersion({ ImageId: 'ami-00000000000000000' });
  const newest = String((await versions())[0]?.VersionNumber);
  await fleet.deploy(held, newest, { again: false });
  await until(async () => (await fleet.describe()).rollout === 'failed');
  expect(await fleet.lastFailure()).toContain('ami-00000000000000000');
});

test('a group that is not there, or whose machines could start from any version, is refused', async () => {
  const refusal = expect.objectContaining({ name: 'ClusterNotReady' }) as Error;
  await expect(ec2Fleet('first', { kind: 'ec2', group: 'none' }).describe()).rejects.toThrow(
    refusal,
  );
  const latest = { LaunchTemplateId: template, Version: '$Latest' };
  await harness.autoScaling.send(
    new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: GROUP, LaunchTemplate: latest }),
  );
  await expect(fleet.describe()).rejects.toThrow(refusal);
});
