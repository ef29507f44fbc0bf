import { exitCodeOf } from '../../../cli/exit';
import { explained, isFinal } from '../../../cli/failures';
import { TransshipError } from '../../../core/errors';

const named = (name: string, message = 'what AWS says', code?: string) =>
  Object.assign(new Error(message), { name, code });

test.each([
  ['CredentialsProviderError', 'CredentialsMissing', 3],
  ['ExpiredTokenException', 'CredentialsMissing', 3],
  ['UnrecognizedClientException', 'CredentialsMissing', 3],
  ['AccessDeniedException', 'PermissionMissing', 3],
  ['UnauthorizedOperation', 'PermissionMissing', 3],
  ['ResourceNotFoundException', 'NotDeployed', 3],
  ['StateMachineDoesNotExist', 'NotDeployed', 3],
])('%s of AWS is %s, exit code %i', (aws, name, code) => {
  const told = explained(named(aws), 'region eu-west-1') as TransshipError;
  expect(told).toMatchObject({ name, message: expect.stringContaining('what AWS says') as string });
  expect(exitCodeOf(told)).toBe(code);
  expect(isFinal(named(aws))).toBe(true);
});

test('what is missing is found however deep it lies, so that a store that says no is not one that is away', () => {
  const denied = named('AccessDeniedException', 'not authorized to perform: dynamodb:GetItem');
  const wrapped = new TransshipError('StoreUnavailable', 'no answer', { cause: denied });
  expect(explained(wrapped, 'here')).toMatchObject({
    name: 'PermissionMissing',
    message: expect.stringContaining('dynamodb:GetItem') as string,
  });
});

test('who cannot be reached is told, and asked again', () => {
  const refused = named('Error', 'connect ECONNREFUSED', 'ECONNREFUSED');
  expect(explained(refused, 'here')).toMatchObject({ name: 'PlatformUnavailable' });
  expect(isFinal(refused)).toBe(false);
});

test('no region is wrong usage', () => {
  const told = explained(named('Error', 'Region is missing'), 'here') as TransshipError;
  expect([told.name, exitCodeOf(told)]).toEqual(['InvalidOption', 2]);
});

test('an error of Transship stays as it is, and a fault of the program too', () => {
  const refused = new TransshipError('ClusterNotReady', 'not now');
  expect(explained(refused, 'here')).toBe(refused);
  expect(exitCodeOf(refused)).toBe(1);
  const fault = new TypeError('undefined is not a function');
  expect(explained(fault, 'here')).toBe(fault);
});
