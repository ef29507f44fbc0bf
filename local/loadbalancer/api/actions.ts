import type { Action as Description } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { AwsError } from '../../aws/json-api';
import type { Account } from '../account';
import type { Forward, Outcome } from '../proxy/routing';
import { list, whole } from '../../aws/query-operation';

const forwarding = z.object({
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

const fixedResponse = z.object({
  Type: z.literal('fixed-response'),
  FixedResponseConfig: z.object({
    StatusCode: z.string().regex(/^[245]\d\d$/),
    ContentType: z.literal('text/plain').optional(),
    MessageBody: z.undefined('a MessageBody is not emulated').optional(),
  }),
});

/** Only these are emulated, so that there is exactly one action. */
export const actions = z.array(z.union([forwarding, fixedResponse])).length(1);
export type Actions = z.infer<typeof actions>;

const nobody: Forward = {
  targetGroups: [],
  stickiness: { enabled: false, durationSeconds: undefined },
};

/** Reads the action of a listener or rule of the given load balancer. */
export function readAction(account: Account, loadBalancerArn: string, [given]: Actions): Outcome {
  if (given?.Type === 'fixed-response')
    return { forward: nobody, fixedStatus: Number(given.FixedResponseConfig.StatusCode) };
  return { forward: readForward(account, loadBalancerArn, given) };
}

function readForward(
  account: Account,
  loadBalancerArn: string,
  given: z.infer<typeof forwarding> | undefined,
): Forward {
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

export const describeActions = ({ forward, fixedStatus }: Outcome): Description[] =>
  fixedStatus === undefined
    ? describeForward(forward)
    : [
        {
          Type: 'fixed-response',
          FixedResponseConfig: { StatusCode: String(fixedStatus), ContentType: 'text/plain' },
        },
      ];

function describeForward({ targetGroups, stickiness }: Forward): Description[] {
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
