import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { listen, shut } from '../../../local/aws/listen';
import { startInstanceMetadata } from '../../../local/machines/metadata';
import { onPlatform, platformSlot } from '../../../runtime/slot';

test('a slot is host and process where the environment says nothing', async () => {
  expect(await platformSlot({})).toBe(`${hostname()}:${process.pid}`);
});

test('a slot is what the environment says', async () => {
  expect(await platformSlot({ TRANSSHIP_SLOT: 'rack-1' })).toBe('rack-1');
});

test('on ECS a slot is the task, and the release its definition', async () => {
  const about = { TaskARN: 'arn:task', Family: 'shop-first', Revision: '7' };
  const server = createServer((_, response) => response.end(JSON.stringify(about)));
  const port = await listen(server, 0);
  expect(await onPlatform({ ECS_CONTAINER_METADATA_URI_V4: `http://127.0.0.1:${port}` })).toEqual({
    slot: 'arn:task',
    release: 'shop-first:7',
  });
  await shut(server);
});

test('a slot that the environment says has no release of the platform', async () => {
  expect(await onPlatform({ TRANSSHIP_SLOT: 'rack-1' })).toEqual({ slot: 'rack-1' });
});

test('on EC2 a slot is the machine, and the release its AMI, asked for with a token', async () => {
  const metadata = await startInstanceMetadata();
  const endpoint = metadata.endpoint('i-0123456789abcdef0', 'ami-01234567');
  const told = await onPlatform({
    TRANSSHIP_SLOT: 'ec2',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint,
  });
  const untold = await fetch(`${endpoint}/latest/meta-data/instance-id`);
  await metadata.close();
  expect(told).toEqual({ slot: 'i-0123456789abcdef0', release: 'ami-01234567' });
  expect(untold.status).toBe(401);
});

test('a slot that cannot be told is an error that says what was asked', async () => {
  const asked = { TRANSSHIP_SLOT: 'ec2', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' };
  await expect(platformSlot(asked)).rejects.toThrow('http://127.0.0.1:1');
});
