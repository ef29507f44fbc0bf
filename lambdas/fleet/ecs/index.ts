import type { EcsFleetConfiguration } from '../../../core/cluster';
import type { Fleet } from '../fleet';
import { imageExists } from './images';
import { deploy, describeService, setCount } from './services';
import { releaseOf, withImages } from './task-definitions';
import { lastFailure, listTasks, stopTask } from './tasks';

/** The tasks of an ECS service. */
export const ecsFleet = (instance: string, configuration: EcsFleetConfiguration): Fleet => ({
  describe: () => describeService(instance, configuration),
  list: () => listTasks(configuration),
  releaseOf,
  artifactExists: imageExists,
  define: withImages,
  deploy: (lock, definition, options) => deploy(lock, configuration, definition, options),
  stop: (lock, slot, reason) => stopTask(lock, configuration, slot, reason),
  setCount: (lock, count) => setCount(lock, configuration, count),
  lastFailure: (definition) => lastFailure(configuration, definition),
});
