import { type Decision, decide } from '../containers/decide';
import { versionOf } from './launch-templates';
import type { MachineRunner } from './machine-runner';
import { newId } from './names';
import { observe } from './observe';
import { activeRefresh, type Group, isStopping, type Machine } from './state';
import type { TargetRegistry } from './targets';

const LOOK_EVERY_MS = 50;
const BACKOFF_MS = 1_000;

export interface SchedulerOptions {
  groups: ReadonlyMap<string, Group>;
  runner: MachineRunner;
  targets: TargetRegistry;
  replaceUnhealthyAfterMs: number;
}

/** Brings every group nearer to what is desired of it, many times a second. Returns how to stop doing so. */
export function startScheduler(options: SchedulerOptions): () => void {
  const timer = setInterval(() => {
    for (const group of options.groups.values()) reconcile(group, options);
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

function reconcile(group: Group, { runner, targets, replaceUnhealthyAfterMs }: SchedulerOptions) {
  const now = Date.now();
  forgetTerminated(group, now);
  cancelRefresh(group);
  for (const decision of decide(observe(group, targets, replaceUnhealthyAfterMs, now)))
    carryOut(group, decision, runner);
}

function carryOut(group: Group, decision: Decision, runner: MachineRunner): void {
  switch (decision.kind) {
    case 'start':
      for (let count = decision.count; count > 0; count--) launch(group, runner);
      return;
    case 'stop': {
      const machine = group.machines.find(({ id }) => id === decision.task);
      const unhealthy = 'an instance was taken out of service in response to an ELB health check.';
      const surplus = 'an instance was taken out of service to make way for others.';
      if (machine) runner.terminate(machine, decision.why === 'unhealthy' ? unhealthy : surplus);
      return;
    }
    case 'complete':
      return endRefresh(group, 'Successful');
    case 'fail':
      return endRefresh(
        group,
        'Failed',
        'machines of the new configuration did not become healthy',
      );
  }
}

function launch(group: Group, runner: MachineRunner): void {
  const machine: Machine = {
    id: newId('i'),
    group,
    template: group.template,
    version: versionOf(group.template, group.version),
    state: 'pending',
    lifecycle: 'Pending',
    launchedAt: Date.now(),
    userData: { units: [] },
    hostPorts: new Map(),
    targets: [],
    wasUp: false,
  };
  group.machines.push(machine);
  runner.launch(
    machine,
    'an instance was started in response to a difference between desired and actual capacity.',
  );
}

/** One that ended before it was ever healthy delays the next launch, and counts against the refresh. */
function forgetTerminated(group: Group, now: number): void {
  const refresh = activeRefresh(group);
  for (const machine of group.machines) {
    const failed = machine.state === 'terminated' && !machine.wasUp;
    if (failed) group.launchNotBefore = now + BACKOFF_MS;
    if (failed && refresh && !refresh.outdated.has(machine)) refresh.failed += 1;
  }
  group.machines = group.machines.filter(({ state }) => state !== 'terminated');
  if (refresh && group.machines.some((each) => isNew(each, refresh.outdated))) refresh.failed = 0;
}

const isNew = (machine: Machine, outdated: ReadonlySet<Machine>): boolean =>
  machine.wasUp && !isStopping(machine) && !outdated.has(machine);

function cancelRefresh(group: Group): void {
  if (activeRefresh(group)?.status === 'Cancelling')
    endRefresh(group, 'Cancelled', 'Cancelled due to user request.');
}

function endRefresh(
  group: Group,
  status: 'Successful' | 'Failed' | 'Cancelled',
  reason?: string,
): void {
  const refresh = activeRefresh(group);
  if (!refresh) return;
  refresh.status = status;
  refresh.reason = reason;
  refresh.endedAt = new Date();
}
