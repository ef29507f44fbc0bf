import { ecs } from '../platform/ecs';

ecs('moto', [
  // It goes on telling the first one, but in the service itself.
  'its deployment tells so',
  'what was given up is no longer the newest of its family',
  // Its services run nothing.
  'a service runs as many tasks as it is to',
  'a rollout comes to be completed',
  'a task is stopped for a reason, which is told',
]);
