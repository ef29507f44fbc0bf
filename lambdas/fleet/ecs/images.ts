import {
  DescribeImagesCommand,
  ImageNotFoundException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { imageAddress } from '../../../core/update';
import { registry } from '../../aws/clients';

/** Whether there is such an image in its registry. */
export async function imageExists(image: string): Promise<boolean> {
  const { registry: registryId, region, repository: repositoryName, digest } = imageAddress(image);
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
