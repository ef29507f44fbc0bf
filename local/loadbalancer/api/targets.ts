import type {
  DescribeTargetHealthOutput,
  TargetHealth,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { AwsError } from '../../aws/json-api';
import type { Account } from '../account';
import type { Address } from '../proxy/target';
import type { TargetGroup, TargetState } from '../proxy/target-group';
import { list, operation, type Operations, whole } from '../../aws/query-operation';

const input = z.object({
  TargetGroupArn: z.string(),
  /** `Id` is an IP address; the port is the group's when left out. */
  Targets: list(z.object({ Id: z.ipv4(), Port: whole(1, 65_535).optional() })),
});
type Input = z.infer<typeof input>;

export const targetOperations = (account: Account): Operations => {
  const group = ({ TargetGroupArn: arn }: Input): TargetGroup => account.targetGroup(arn);
  const addresses = (call: Input): Address[] | undefined =>
    call.Targets?.map(({ Id: host, Port: port = group(call).settings.port }) => ({ host, port }));
  const named = (call: Input): Address[] => {
    const targets = addresses(call);
    if (!targets) throw new AwsError('ValidationError', 'Targets must name at least one target');
    return targets;
  };

  return {
    RegisterTargets: operation(input, (call) => {
      for (const address of named(call)) group(call).register(address);
    }),

    /** Answers at once, as AWS does; the targets are draining from then on. */
    DeregisterTargets: operation(input, (call) => {
      for (const address of named(call)) void group(call).deregister(address);
    }),

    DescribeTargetHealth: operation(input, (call): DescribeTargetHealthOutput => {
      const described = addresses(call) ?? group(call).addresses;
      return {
        TargetHealthDescriptions: described.map((address) => ({
          Target: { Id: address.host, Port: address.port },
          HealthCheckPort: String(group(call).settings.check.port ?? address.port),
          TargetHealth: describe(group(call).stateOf(address)),
        })),
      };
    }),
  };
};

const reasons = {
  initial: 'Elb.InitialHealthChecking',
  healthy: undefined,
  unhealthy: 'Target.FailedHealthChecks',
  draining: 'Target.DeregistrationInProgress',
  unused: 'Target.NotInUse',
} as const;

const describe = (state: TargetState): TargetHealth => ({ State: state, Reason: reasons[state] });
