import type { Action as Description } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { AwsError } from '../../aws/json-api';
import type { Account } from '../account';
import type { Forward } from '../proxy/routing';
import { list, whole } from '../../aws/query-operation';

const action = z.object({
  Type: z.literal('forward'),
  TargetGroupArn: z.string().optional(),
  ForwardConfig: z
    .object({
      TargetGroups: list(
        z.object({
          TargetGroupArn: z.string(),
          Weight: z.coerce.number().optional(),
        }),
      ),
      TargetGroupStickinessConfig: z
        .object({
          Enabled: z.stringbool().default(false),
          DurationSeconds: whole(1, 604_800).optional(),
        })
        .default({ Enabled: false }),
    })
    .optional(),
});

/** Only forwarding is emulated, so that there is exactly one action. */
export const actions = z.array(action).length(1);
export type Actions = z.infer<typeof actions>;

/** Reads a forward action for a listener or rule of the given load balancer. */
export function readForward(account: Account, loadBalancerArn: string, [given]: Actions): Forward {
  const config = given?.ForwardConfig;
  const stickiness = config?.TargetGroupStickinessConfig;
  const tuples =
    config?.TargetGroups ??
    (given?.TargetGroupArn ? [{ TargetGroupArn: given.TargetGroupArn, Weight: undefined }] : []);
  checkTuples(tuples);
  return {
    targetGroups: tuples.map(({ TargetGroupArn: arn, Weight: weight = 1 }) => {
      const group = account.targetGroup(arn);
      const owner = account.loadBalancerOf(group) ?? loadBalancerArn;
      if (owner !== loadBalancerArn) {
        throw new AwsError('TargetGroupAssociationLimit', `'${arn}' belongs to '${owner}'`);
      }
      return { group, weight };
    }),
    stickiness: {
      enabled: stickiness?.Enabled ?? false,
      durationSeconds: stickiness?.DurationSeconds,
    },
  };
}

function checkTuples(tuples: { TargetGroupArn: string; Weight?: number }[]): void {
  const refuse = (message: string): never => {
    throw new AwsError('ValidationError', message);
  };
  if (tuples.length < 1 || tuples.length > 5) {
    refuse('A forward action must have between 1 and 5 target groups');
  }
  if (new Set(tuples.map(({ TargetGroupArn: arn }) => arn)).size < tuples.length) {
    refuse('A forward action must not name a target group twice');
  }
  for (const { Weight: weight } of tuples) {
    if (weight === undefined && tuples.length > 1) {
      refuse('With several target groups, a weight must be given for each');
    }
    if (weight !== undefined && !(Number.isInteger(weight) && weight >= 0 && weight <= 999)) {
      refuse('The weight for each target group must be between 0 and 999, inclusive');
    }
  }
}

export function describeForward({ targetGroups, stickiness }: Forward): Description[] {
  const [first] = targetGroups;
  return [
    {
      Type: 'forward',
      TargetGroupArn: targetGroups.length === 1 ? first?.group.arn : undefined,
      ForwardConfig: {
        TargetGroups: targetGroups.map(({ group, weight }) => ({
          TargetGroupArn: group.arn,
          Weight: weight,
        })),
        TargetGroupStickinessConfig: {
          Enabled: stickiness.enabled,
          DurationSeconds: stickiness.durationSeconds,
        },
      },
    },
  ];
}
