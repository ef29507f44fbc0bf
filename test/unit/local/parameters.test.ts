import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { AwsApi } from '../../../local/aws/json-api';
import { startParameters } from '../../../local/parameters';

let api: AwsApi;
let client: SSMClient;

beforeAll(async () => {
  api = await startParameters();
  client = new SSMClient({
    endpoint: api.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});
afterAll(async () => {
  client.destroy();
  await api.close();
});

const put = (Name: string, Value: string, Overwrite?: boolean) =>
  client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite }));

test('a parameter is read as it was written last, with its version', async () => {
  await put('/shop/lock', 'free');
  await put('/shop/lock', 'held', true);
  const { Parameter } = await client.send(new GetParameterCommand({ Name: '/shop/lock' }));
  expect(Parameter).toMatchObject({ Value: 'held', Version: 2, Type: 'String' });
  expect(Parameter?.LastModifiedDate).toBeInstanceOf(Date);
});

test('a parameter that is there is not overwritten unasked', async () => {
  await put('/shop/once', '1');
  await expect(put('/shop/once', '2')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
});

test('what is not there is said not to be there', async () => {
  await put('/shop/there', '1');
  await expect(
    client.send(new GetParameterCommand({ Name: '/shop/nowhere' })),
  ).rejects.toMatchObject({ name: 'ParameterNotFound' });
  const { Parameters, InvalidParameters } = await client.send(
    new GetParametersCommand({ Names: ['/shop/there', '/shop/nowhere'] }),
  );
  expect(Parameters).toMatchObject([{ Name: '/shop/there', Value: '1' }]);
  expect(InvalidParameters).toEqual(['/shop/nowhere']);
});
