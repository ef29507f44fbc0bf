import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeImagesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { fleetOf } from '../../../lambdas/fleet';
import { testAbilities } from '../abilities';
import { engineOf } from '../engines/engine-of';
import type { Engine } from '../engines/environments';
import { lock } from './lock';

const TEMPLATE = 'shop-first';

/** The calls of `lambdas/fleet/ec2` to EC2 and EC2 Auto Scaling, on somebody else's. */
export function ec2(engine: Engine, gaps: string[]): void {
  const running = engineOf(engine);
  let machines: EC2Client;
  let groups: AutoScalingClient;
  let [one, two] = ['', ''];
  const fleet = fleetOf({
    name: 'first',
    targetGroupArn: '',
    fleet: { kind: 'ec2', group: TEMPLATE },
  });

  beforeAll(async () => {
    machines = new EC2Client(running().connection);
    groups = new AutoScalingClient(running().connection);
    const { Images = [] } = await machines.send(new DescribeImagesCommand({}));
    [one = '', two = ''] = Images.map(({ ImageId = '' }) => ImageId);
    const { LaunchTemplate } = await machines.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: TEMPLATE,
        LaunchTemplateData: { ImageId: one, InstanceType: 't3.micro' },
      }),
    );
    const { Subnets = [] } = await machines.send(new DescribeSubnetsCommand({}));
    await groups.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: TEMPLATE,
        LaunchTemplate: { LaunchTemplateId: LaunchTemplate?.LaunchTemplateId, Version: '$Default' },
        MinSize: 0,
        MaxSize: 8,
        DesiredCapacity: 2,
        VPCZoneIdentifier: Subnets[0]?.SubnetId,
      }),
    );
  });

  async function groupOf() {
    const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [TEMPLATE] });
    const [group] = (await groups.send(command)).AutoScalingGroups ?? [];
    if (!group) throw new Error('There is no group');
    return group;
  }

  async function versionOf(version: string) {
    const command = new DescribeLaunchTemplateVersionsCommand({
      LaunchTemplateName: TEMPLATE,
      Versions: [version],
    });
    return (await machines.send(command)).LaunchTemplateVersions?.[0];
  }

  testAbilities(gaps, {
    'a machine image is found, and one that is not there is not': async () => {
      expect(await fleet.artifactExists(one)).toBe(true);
      expect(await fleet.artifactExists('ami-00000000000000000')).toBe(false);
    },
    'a version tells its image': async () =>
      expect(await fleet.releaseOf('1')).toEqual({ ami: one }),
    'a version is made with another image': async () =>
      expect(await fleet.releaseOf(await fleet.define(lock, '1', { ami: two }))).toEqual({
        ami: two,
      }),
    'it keeps what its source has': async () => {
      const next = await fleet.define(lock, '1', { ami: two });
      expect((await versionOf(next))?.LaunchTemplateData).toEqual({
        ImageId: two,
        InstanceType: 't3.micro',
      });
    },
    'it is found when it is asked for again': async () => {
      const next = await fleet.define(lock, '1', { ami: two });
      expect(await fleet.define(lock, next, { ami: two })).toBe(next);
    },
    'what others make is the blueprint': async () => {
      await machines.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateName: TEMPLATE,
          LaunchTemplateData: { ImageId: one, InstanceType: 't3.small' },
        }),
      );
      expect(await fleet.upcoming('1')).toEqual({ release: { ami: one }, changed: true });
      const next = await versionOf(await fleet.define(lock, '1', { ami: two }));
      expect(next?.LaunchTemplateData).toEqual({ ImageId: two, InstanceType: 't3.small' });
    },
    'a group tells its machines, and from which version they are': async () => {
      expect(await fleet.list()).toEqual(
        [1, 2].map(() => ({
          slot: expect.stringMatching(/^i-/) as string,
          state: 'running',
          definition: '1',
        })),
      );
    },
    'a group without a refresh has rolled out its default version': async () =>
      expect(await fleet.describe()).toMatchObject({ definition: '1', rollout: 'completed' }),
    'a version is deployed as the default one, by a refresh': async () => {
      const next = await fleet.define(lock, '1', { ami: two });
      await fleet.deploy(lock, next, { again: false });
      expect(await fleet.describe()).toMatchObject({ definition: next });
      expect((await groupOf()).LaunchTemplate?.Version).toBe('$Default');
    },
    'a count is set': async () => {
      await fleet.setCount(lock, 3);
      expect((await groupOf()).DesiredCapacity).toBe(3);
    },
    'what takes machines away is suspended and resumed': async () => {
      expect(await fleet.activeScaling()).toEqual([
        'AlarmNotification',
        'ScheduledActions',
        'AZRebalance',
      ]);
      await fleet.setScaling(lock, []);
      expect(await fleet.activeScaling()).toEqual([]);
      await fleet.setScaling(lock, ['AZRebalance']);
      expect(await fleet.activeScaling()).toEqual(['AZRebalance']);
    },
    'a machine is stopped, and another one takes its place': async () => {
      const [machine] = await fleet.list();
      if (!machine) throw new Error('There is none');
      await fleet.stop(lock, machine.slot, 'it is frozen');
      const left = (await fleet.list()).filter(({ state }) => state !== 'stopping');
      expect(left.map(({ slot }) => slot)).not.toContain(machine.slot);
      expect(left).toHaveLength((await groupOf()).DesiredCapacity ?? 0);
    },
    'why a machine could not be started is told, if there is a reason': async () =>
      expect(await fleet.lastFailure()).toBeUndefined(),
  });
}
