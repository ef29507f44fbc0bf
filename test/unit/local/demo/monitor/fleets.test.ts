import { StartInstanceRefreshCommand } from '@aws-sdk/client-auto-scaling';
import type { InstanceConfiguration } from '../../../../../core/cluster';
import { watchGroups } from '../../../../../local/demo/monitor/groups';
import { watchServices } from '../../../../../local/demo/monitor/services';
import { CLUSTER, fixture, Harness as Containers } from '../../containers/harness';
import { GROUP, Harness as Machines } from '../../machines/harness';

const instance = (fleet: InstanceConfiguration['fleet']): InstanceConfiguration => ({
  name: 'first',
  targetGroupArn: '',
  fleet,
});

test('the monitor sees the tasks of a service, and what they run', async () => {
  const harness = await Containers.start();
  const image = await harness.containers.publish('app', fixture('server'));
  const definition = await harness.register(image);
  await harness.createService(definition);
  await harness.rollout('COMPLETED');
  const fleets = watchServices({ containers: harness.ecs }, [
    instance({ kind: 'ecs', cluster: CLUSTER, service: 'first' }),
  ]);
  const tasks = (await harness.tasks()).map(({ taskArn }) => ({
    task: taskArn,
    definition,
    running: true,
    stopping: false,
  }));
  expect(await fleets.look()).toEqual({ first: { deployments: 1, tasks } });
  expect((await fleets.readDefinition(definition)).images).toEqual({ app: image });
  await harness.close();
});

test('the monitor sees the machines of a group, that they are being replaced, and what they run', async () => {
  const harness = await Machines.start();
  const ami = await harness.machines.publish('app', { app: fixture('server') });
  const definition = `${await harness.createGroup(ami)}:1`;
  const machines = await harness.settled();
  const fleets = watchGroups({ autoScaling: harness.autoScaling, machines: harness.ec2 }, [
    instance({ kind: 'ec2', group: GROUP }),
  ]);
  const { first: before } = await fleets.look();
  expect(before?.deployments).toBe(1);
  expect(before?.tasks.map(({ task }) => task).sort()).toEqual(machines);
  expect(before?.tasks[0]).toMatchObject({ definition, running: true, stopping: false });
  expect((await fleets.readDefinition(definition)).images).toEqual({ ami });

  harness.targets.deregistration = new Promise(() => undefined);
  await harness.autoScaling.send(
    new StartInstanceRefreshCommand({ AutoScalingGroupName: GROUP, Preferences: {} }),
  );
  expect((await fleets.look()).first?.deployments).toBe(2);
  await harness.close();
});
