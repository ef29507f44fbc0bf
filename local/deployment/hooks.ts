import type { Hooks } from '../../core/hook';
import type { LambdaFunction } from '../lambda';
import { functionArn } from '../lambda/arn';

/** At each point of an upgrade a function, and for how long it may say that it is not done yet. */
export type LocalHooks = Partial<Record<keyof Hooks, LambdaFunction & { hookSeconds: number }>>;

/** The functions, as they are deployed; `environment`: that by which they find the cloud. */
export const functionsOf = (
  hooks: LocalHooks,
  environment: Record<string, string>,
): Record<string, LambdaFunction> =>
  Object.fromEntries(
    Object.entries(hooks).map(([point, hook]) => [
      nameOf(point),
      { ...hook, environment: { ...environment, ...hook.environment } },
    ]),
  );

/** The hooks, as the cluster's configuration has them. */
export const hooksOf = (hooks: LocalHooks): Hooks =>
  Object.fromEntries(
    Object.entries(hooks).map(([point, { hookSeconds }]) => [
      point,
      { function: functionArn(nameOf(point)), timeoutSeconds: hookSeconds },
    ]),
  );

const nameOf = (point: string): string => `hook-${point}`;
