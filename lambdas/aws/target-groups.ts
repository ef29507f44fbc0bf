import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { loadBalancing } from './clients';

/** How many targets of a target group are healthy. */
export async function countHealthy(targetGroupArn: string): Promise<number> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
  const { TargetHealthDescriptions = [] } = await loadBalancing.send(command);
  return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy')
    .length;
}

/** Clients stick to their target, whatever the weights. */
export async function isSticky(targetGroupArn: string): Promise<boolean> {
  const command = new DescribeTargetGroupAttributesCommand({ TargetGroupArn: targetGroupArn });
  const { Attributes = [] } = await loadBalancing.send(command);
  return Attributes.some(({ Key, Value }) => Key === 'stickiness.enabled' && Value === 'true');
}
