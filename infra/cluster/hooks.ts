import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { HookPoint, Hooks } from '../../core/hook';
import { logical } from '../logical';
import { type HookTask, TaskHook } from './task-hook';

/** A function that an upgrade asks until it is done, or a task that it has run. */
export type HookProps = {
  /** How long it may take; at most half an hour. @default Duration.minutes(15) */
  timeout?: Duration;
} & ({ function: IFunction; task?: undefined } | { task: HookTask; function?: undefined });

export interface BoundHooks {
  configuration: Hooks;
  /** That upgrades ask. */
  functions: IFunction[];
}

/** What upgrades ask at each point; for a task, a function that runs it. */
export function bindHooks(
  scope: Construct,
  hooks: Partial<Record<HookPoint, HookProps>>,
): BoundHooks {
  const bound = Object.entries(hooks).map(([point, { function: asked, task, timeout }]) => ({
    point,
    asked: task ? new TaskHook(scope, `Hook${logical(point)}`, task).function : asked,
    timeoutSeconds: (timeout ?? Duration.minutes(15)).toSeconds(),
  }));
  return {
    configuration: Object.fromEntries(
      bound.map(({ point, asked, timeoutSeconds }) => [
        point,
        { function: asked.functionArn, timeoutSeconds },
      ]),
    ),
    functions: bound.map(({ asked }) => asked),
  };
}
