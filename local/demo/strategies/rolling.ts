import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EcsFleetConfiguration, InstanceConfiguration, Release } from '../../../core/cluster';
import type { Clients } from '../../clients';
import { isRolledOut } from '../../deployment/services';
import { until } from '../../deployment/until';
import type { StateVisit, UpgradeLog } from '../evidence';
import type { Surroundings, Upgrade } from './strategy';

/** Waits until an instance without weight may be stopped. */
export type Pause = (instance: InstanceConfiguration, surroundings: Surroundings) => Promise<void>;

/** Instance by instance, as a careful script would do it: weight 0, a pause, the new release, the weight back. */
export function rollThrough(surroundings: Surroundings, pause: Pause): Upgrade {
  const states: StateVisit[] = [];
  const ended = (async (): Promise<UpgradeLog> => {
    for (const instance of surroundings.shop.configuration.instances)
      await roll(instance, surroundings, pause, states);
    return { status: 'SUCCEEDED', error: undefined, states };
  })();
  return { visits: () => states, ended };
}

async function roll(
  instance: InstanceConfiguration,
  surroundings: Surroundings,
  pause: Pause,
  states: StateVisit[],
): Promise<void> {
  const { cloud, shop, signal } = surroundings;
  const { clients } = cloud;
  const { cluster, service } = serviceOf(instance);
  const [listener] = shop.configuration.forwards;
  const visit = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const state = { name, instance: instance.name, from: Date.now(), to: Date.now() };
    states.push(state);
    const result = await work();
    state.to = Date.now();
    return result;
  };

  const weight = await visit('Shift requests away', () =>
    setWeight(clients, listener?.arn ?? '', instance.targetGroupArn, 0),
  );
  await visit('Wait for requests to end', () => pause(instance, surroundings));
  await visit('Apply update', () => update(clients, instance, shop.releases.to));
  await visit('Await rollout', () =>
    until(() => isRolledOut(clients.containers, cluster, service), {
      what: `The rollout of ${instance.name}`,
      withinMs: 300_000,
      signal,
    }),
  );
  await visit('Return requests', () =>
    setWeight(clients, listener?.arn ?? '', instance.targetGroupArn, weight),
  );
}

/** The comparisons are made with containers only. */
function serviceOf({ name, fleet }: InstanceConfiguration): EcsFleetConfiguration {
  if (fleet.kind === 'ecs') return fleet;
  throw new Error(`Instance ${name} is no ECS service`);
}

/** Returns the weight before. */
async function setWeight(
  { loadBalancing }: Clients,
  ListenerArn: string,
  targetGroupArn: string,
  weight: number,
): Promise<number> {
  const { Listeners = [] } = await loadBalancing.send(
    new DescribeListenersCommand({ ListenerArns: [ListenerArn] }),
  );
  const groups = Listeners[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  const TargetGroups = groups.map((group) =>
    group.TargetGroupArn === targetGroupArn ? { ...group, Weight: weight } : group,
  );
  await loadBalancing.send(
    new ModifyListenerCommand({
      ListenerArn,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    }),
  );
  return groups.find((group) => group.TargetGroupArn === targetGroupArn)?.Weight ?? 0;
}

async function update(
  { containers }: Clients,
  instance: InstanceConfiguration,
  release: Release,
): Promise<void> {
  const { cluster, service } = serviceOf(instance);
  const { services = [] } = await containers.send(
    new DescribeServicesCommand({ cluster, services: [service] }),
  );
  const { taskDefinition: current } = await containers.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: services[0]?.taskDefinition }),
  );
  const { taskDefinition: next } = await containers.send(
    new RegisterTaskDefinitionCommand({
      family: current?.family,
      containerDefinitions: current?.containerDefinitions?.map((container) => ({
        ...container,
        image: release[container.name ?? ''] ?? container.image,
      })),
    }),
  );
  await containers.send(
    new UpdateServiceCommand({ cluster, service, taskDefinition: next?.taskDefinitionArn }),
  );
}
