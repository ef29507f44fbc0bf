import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { isMachineImage } from '../../../core/update';
import { machines } from '../../aws/clients';

/** Whether there is such an AMI, and machines can be started from it; an artifact of another kind is none. */
export async function imageExists(artifact: string): Promise<boolean> {
  if (!isMachineImage(artifact)) return false;
  try {
    const { Images = [] } = await machines.send(
      new DescribeImagesCommand({ ImageIds: [artifact] }),
    );
    return Images.some(({ State }) => State === 'available');
  } catch (error) {
    if (error instanceof Error && /^InvalidAMIID\./.test(error.name)) return false;
    throw error;
  }
}
