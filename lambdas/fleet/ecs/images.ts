import {
  DescribeImagesCommand,
  ImageNotFoundException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { imageAddress } from '../../../core/update';
import { registry } from '../../aws/clients';

/** Whether there is such an image in its registry; an artifact of another kind is none. */
export async function imageExists(artifact: string): Promise<boolean> {
  const address = imageAddress(artifact);
  if (!address) return false;
  const { registry: registryId, region, repository: repositoryName, digest } = address;
  const imageIds = [{ imageDigest: digest }];
  try {
    const command = new DescribeImagesCommand({ registryId, repositoryName, imageIds });
    const { imageDetails = [] } = await registry(region).send(command);
    return imageDetails.length > 0;
  } catch (error) {
    if (error instanceof ImageNotFoundException || error instanceof RepositoryNotFoundException)
      return false;
    throw error;
  }
}
