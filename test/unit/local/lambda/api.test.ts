import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import type { AwsApi } from '../../../../local/aws/json-api';
import { functionArn } from '../../../../local/lambda/arn';
import { startLambdaApi } from '../../../../local/lambda/api';
import { functionNotFound } from '../../../../local/lambda/outcome';

let api: AwsApi;
let client: LambdaClient;
beforeAll(async () => {
  api = await startLambdaApi((name, payload) => {
    if (name === 'echo') return Promise.resolve({ ok: true, payload });
    if (name === 'throws')
      return Promise.resolve({ ok: false, errorType: 'HoldFull', errorMessage: 'no room left' });
    return Promise.resolve(functionNotFound(name));
  });
  client = new LambdaClient({
    endpoint: api.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});
afterAll(async () => {
  client.destroy();
  await api.close();
});

const invoke = async (FunctionName: string, asked: unknown) => {
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(asked) }),
  );
  return [FunctionError, JSON.parse(Payload?.transformToString() ?? '')] as [string?, unknown?];
};

test('a function is invoked by its name or its ARN, and its answer crosses as JSON', async () => {
  const asked = { list: [1, null, 'two'] };
  expect(await invoke('echo', asked)).toEqual([undefined, asked]);
  expect(await invoke(functionArn('echo'), asked)).toEqual([undefined, asked]);
});

test('an error of the function is told as its answer, with the name that Lambda has for it', async () => {
  expect(await invoke('throws', {})).toEqual([
    'Unhandled',
    { errorType: 'HoldFull', errorMessage: 'no room left' },
  ]);
});

test('a function that is not there is refused', async () => {
  await expect(invoke('nobody', {})).rejects.toBeInstanceOf(ResourceNotFoundException);
});
