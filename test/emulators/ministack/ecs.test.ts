import { ecs } from '../platform/ecs';

ecs('ministack', [
  // It lists every family whose name begins so.
  'what was given up is no longer the newest of its family',
  // It has no Application Auto Scaling.
  'without a scalable target nothing is active',
  'scaling in and schedules are suspended and resumed',
]);
