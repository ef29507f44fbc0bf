/**
 * Every error that a user can meet, by its stable name. The names are literals: a minifier must not change them,
 * because the state machine matches them. `docs/errors.md` explains each one, and a test holds the two together.
 */
export const errorNames = [
  // An upgrade refuses or fails.
  'InvalidUpdate',
  'UnknownCluster',
  'UnknownComponent',
  'ArtifactNotFound',
  'ReleaseAlreadyInstalled',
  'NoFormerRelease',
  'NothingToResume',
  'ClusterNotReady',
  'RuntimeMissing',
  'ClusterFrozen',
  'OutsideChangeWindow',
  'AlarmTripped',
  'GateTripped',
  'ApprovalRefused',
  'ApprovalTimedOut',
  'HookFailed',
  'HookTimedOut',
  'UpgradeInProgress',
  'LockLost',
  'RolloutFailed',
  'RehearsalFailed',
  'HandoverTimedOut',
  // Of an upgrade, and the result of an execution.
  'StayedTooLong',
  'PlatformUnavailable',
  // A request is refused, by the runtime.
  'ServiceNotFound',
  'ExecutionNotFound',
  'InvalidBody',
  'BodyTooLarge',
  'InvalidIdempotencyKey',
  'IdempotencyKeyReused',
  'NotAuthorized',
  'MethodNotAllowed',
  // An execution meets trouble.
  'ExecutionDiverged',
  'TranslationFailed',
  'ReachedOutside',
  'OwnershipLost',
  'ExecutionCancelled',
  'StepTimedOut',
  'ValueNotSerializable',
  'ValueTooLarge',
  // The store.
  'StoreUnavailable',
  // Options of the runtime, of `npm start` and of the embedded cloud.
  'InvalidOption',
  'PortInUse',
  // The test kit.
  'InvalidFixture',
  'FixtureFailed',
  // The command.
  'CredentialsMissing',
  'PermissionMissing',
  'NotDeployed',
  'LocalCloudMissing',
  'UpgradeNotFound',
  'NothingToApprove',
  'ExecutionNotStuck',
] as const;

export type ErrorName = (typeof errorNames)[number];

/** An error of Transship's own. `message` says what was wrong, where, and what to do. */
export class TransshipError extends Error {
  override readonly name: ErrorName;

  constructor(name: ErrorName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}
