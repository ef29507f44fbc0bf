import type {
  BatchDeleteImageCommandInput,
  BatchGetImageCommandInput,
  DescribeImagesCommandInput,
  ImageIdentifier,
} from '@aws-sdk/client-ecr';
import { AwsError, type Operations } from '../aws/json-api';
import type { Image, Images } from './images';
import { ACCOUNT } from './names';

const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

/** As much of the ECR API as tells whether an image exists, and removes one. */
export function registryOperations(images: Images): Operations {
  const repository = (name = ''): ReadonlyMap<string, Image> => {
    const found = images.in(name);
    if (found) return found;
    throw new AwsError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${ACCOUNT}'`,
    );
  };

  return {
    DescribeImages({ repositoryName, imageIds }: DescribeImagesCommandInput) {
      const found = repository(repositoryName);
      const asked = imageIds?.map((id) => {
        const image = found.get(id.imageDigest ?? '');
        if (image) return image;
        throw new AwsError(
          'ImageNotFoundException',
          `The image with imageId {${written(id)}} does not exist within the repository with name '${repositoryName}' in the registry with id '${ACCOUNT}'`,
        );
      });
      return { imageDetails: (asked ?? [...found.values()]).map(describeImage) };
    },

    BatchGetImage({ repositoryName, imageIds = [] }: BatchGetImageCommandInput) {
      const found = repository(repositoryName);
      const exists = (id: ImageIdentifier) => found.has(id.imageDigest ?? '');
      return {
        images: imageIds.filter(exists).map(({ imageDigest }) => ({
          registryId: ACCOUNT,
          repositoryName,
          imageId: { imageDigest },
          imageManifestMediaType: MANIFEST_TYPE,
          imageManifest: JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST_TYPE }),
        })),
        failures: imageIds
          .filter((id) => !exists(id))
          .map((imageId) => ({
            imageId,
            failureCode: 'ImageNotFound',
            failureReason: 'Requested image not found',
          })),
      };
    },

    BatchDeleteImage({ repositoryName = '', imageIds = [] }: BatchDeleteImageCommandInput) {
      for (const { imageDigest = '' } of imageIds) images.remove(repositoryName, imageDigest);
      return { imageIds, failures: [] };
    },
  };
}

const written = ({ imageDigest, imageTag }: ImageIdentifier): string =>
  imageDigest ? `imageDigest:'${imageDigest}'` : `imageTag:'${imageTag}'`;

const describeImage = (image: Image) => ({
  registryId: ACCOUNT,
  repositoryName: image.repository,
  imageDigest: image.digest,
  imageSizeInBytes: image.sizeInBytes,
  imagePushedAt: image.pushedAt / 1000,
});
