import { createHash } from 'node:crypto';
import { BatchGetImageCommand, DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { fixture, Harness } from './harness';

let harness: Harness;
let uri: string;
let imageDigest: string;
beforeAll(async () => {
  harness = await Harness.start();
  uri = await harness.containers.publish('shop/app', fixture('idle'));
  imageDigest = uri.split('@')[1] ?? '';
});
afterAll(() => harness.close());

const absent = `sha256:${createHash('sha256').update('absent').digest('hex')}`;
const describeImages = (repositoryName: string, digest: string) =>
  harness.ecr.send(
    new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest: digest }] }),
  );

test('the same code is published under the same digest, other code under another', async () => {
  expect(uri).toMatch(
    /^123456789012\.dkr\.ecr\.us-east-1\.amazonaws\.com\/shop\/app@sha256:[0-9a-f]{64}$/,
  );
  expect(await harness.containers.publish('shop/app', fixture('idle'))).toBe(uri);
  expect(await harness.containers.publish('shop/app', fixture('crash'))).not.toBe(uri);
});

test('an image that exists is described', async () => {
  const { imageDetails } = await describeImages('shop/app', imageDigest);
  expect(imageDetails).toMatchObject([{ repositoryName: 'shop/app', imageDigest }]);
  expect(imageDetails?.[0]?.imagePushedAt).toBeInstanceOf(Date);
});

test('an image or a repository that does not exist is refused by name', async () => {
  await expect(describeImages('shop/app', absent)).rejects.toMatchObject({
    name: 'ImageNotFoundException',
  });
  await expect(describeImages('nowhere', imageDigest)).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
  });
});

test('BatchGetImage tells the images that exist from those that do not', async () => {
  const { images, failures } = await harness.ecr.send(
    new BatchGetImageCommand({
      repositoryName: 'shop/app',
      imageIds: [{ imageDigest }, { imageDigest: absent }],
    }),
  );
  expect(images).toMatchObject([{ imageId: { imageDigest } }]);
  expect(failures).toMatchObject([
    { imageId: { imageDigest: absent }, failureCode: 'ImageNotFound' },
  ]);
});
