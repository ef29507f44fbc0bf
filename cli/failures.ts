import { TransshipError } from '../core/errors';

/** Names by which AWS and the SDK say that they do not know who asks. */
const strangers = [
  'CredentialsProviderError',
  'TokenProviderError',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'ExpiredToken',
  'ExpiredTokenException',
];
const denials = [
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationError',
];
const throttled =
  /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|TimeoutError/;
const unreachable = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH)$/;

/** One error of those that AWS answers with, and what a person can do about it; undefined: not one of these. */
function explain(error: Error, place: string): TransshipError | undefined {
  const {
    name,
    message,
    code = '',
    $metadata: { httpStatusCode = 0 } = {},
  } = error as Error & { code?: string; $metadata?: { httpStatusCode?: number } };
  const because = (is: TransshipError['name'], text: string) =>
    new TransshipError(is, text, { cause: error });
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return because(
      'CredentialsMissing',
      `No AWS credentials were found (${firstLine(message)}). Sign in, set AWS_PROFILE, or pass --profile; for the cloud on this machine pass --local.`,
    );
  if (strangers.includes(name))
    return because(
      'CredentialsMissing',
      `AWS does not accept these credentials (${name}: ${firstLine(message)}). Sign in again, or pass --profile.`,
    );
  if (denials.includes(name))
    return because(
      'PermissionMissing',
      `You are not allowed to do that: ${firstLine(message)}. Ask for that permission (docs/cli.md lists what each verb needs), or pass --profile.`,
    );
  if (/region is missing/i.test(message))
    return because(
      'InvalidOption',
      'No AWS region is set. Pass --region, set AWS_REGION, or put a region into the profile.',
    );
  if (name === 'ResourceNotFoundException' || name === 'StateMachineDoesNotExist')
    return because('NotDeployed', `There is nothing of that name in ${place}: ${message}.`);
  if (unreachable.test(code) || throttled.test(name) || httpStatusCode >= 500)
    return because(
      'PlatformUnavailable',
      `${place} does not answer, or not now: ${name}: ${message}.`,
    );
  return undefined;
}

/** Asking again would bring the same answer. */
export const isFinal = (error: unknown): boolean =>
  error instanceof Error &&
  ['CredentialsMissing', 'PermissionMissing', 'NotDeployed', 'InvalidOption'].includes(
    explain(error, '')?.name ?? '',
  );

/** Whoever looks again and again need not give up for it: it may be otherwise in a moment. Undefined: it is none of these. */
export function passing(error: unknown, place: string): TransshipError | undefined {
  const told = explained(error, place);
  if (!(told instanceof TransshipError)) return undefined;
  return ['PlatformUnavailable', 'StoreUnavailable'].includes(told.name) ? told : undefined;
}

/**
 * What the user is told of an error, whoever threw it and however deep it lies: what was wrong and what to do. One that
 * is nobody's fault but the program's own is given back as it is.
 */
export function explained(error: unknown, place: string): unknown {
  for (let each = error; each instanceof Error; each = each.cause) {
    const explanation = each instanceof TransshipError ? undefined : explain(each, place);
    if (explanation) return explanation;
  }
  return error;
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/\.$/, '');
