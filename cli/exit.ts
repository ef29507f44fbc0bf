import type { ErrorName, TransshipError } from '../core/errors';

/** What the command ends with; documented in docs/cli.md. */
export const exitCodes = {
  done: 0,
  /** The upgrade failed or was refused, or doctor found something that is broken. */
  failed: 1,
  /** The command was not used as it is meant to be, or names what is not there. */
  usage: 2,
  /** Where it looked there was nobody, or it was not let in. */
  unreachable: 3,
  /** It was told to stop following; what it followed goes on. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const usage: ErrorName[] = [
  'InvalidOption',
  'InvalidUpdate',
  'UnknownCluster',
  'UpgradeNotFound',
  'ExecutionNotFound',
];
const unreachable: ErrorName[] = [
  'CredentialsMissing',
  'PermissionMissing',
  'NotDeployed',
  'LocalCloudMissing',
  'StoreUnavailable',
  'PlatformUnavailable',
];

export function exitCodeOf({ name }: TransshipError): ExitCode {
  if (usage.includes(name)) return exitCodes.usage;
  return unreachable.includes(name) ? exitCodes.unreachable : exitCodes.failed;
}
