import { costOf } from './prices';

export const HOURS_OF_MONTH = 730;

/** Of a task, as the construct `EcsFleet` has it unless told otherwise. */
const TASK = { vcpu: 0.5, gb: 1 };

/** What so many hours of such a task on Fargate cost. */
export const taskHours = (hours: number): number =>
  costOf('fargateVcpuHour', hours * TASK.vcpu) + costOf('fargateGbHour', hours * TASK.gb);
