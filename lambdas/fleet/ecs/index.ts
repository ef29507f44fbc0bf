import type { EcsFleetConfiguration } from '../../../core/cluster';
import type { Fleet } from '../fleet';
import { imageExists } from './images';
import { activeScaling, setScaling } from './scaling';
import { deploy, describeService, setCount } from './services';
import { areAlike, define, redefine, releaseOf, settle, upcoming } from './task-definitions';
import { lastFailure, listTasks, stopTask } from './tasks';

/** The tasks of an ECS service. */
export const ecsFleet = (instance: string, configuration: EcsFleetConfiguration): Fleet => ({
  describe: () => describeService(instance, configuration),
  list: () => listTasks(configuration),
  releaseOf,
  artifactExists: imageExists,
  upcoming: (current) => upcoming(configuration, current),
  define: (lock, current, update) => define(lock, configuration, current, update),
  areAlike,
  redefine,
  deploy: (lock, definition, options) => deploy(lock, configuration, definition, options),
  stop: (lock, slot, reason) => stopTask(lock, configuration, slot, reason),
  setCount: (lock, count) => setCount(lock, configuration, count),
  activeScaling: () => activeScaling(configuration),
  setScaling: (lock, active) => setScaling(lock, configuration, active),
  settle: async (lock) =>
    settle(lock, configuration, (await describeService(instance, configuration)).definition),
  lastFailure: (definition) => lastFailure(configuration, definition),
});
