import type { TargetGroup as Description } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import type { HealthCheck } from '../proxy/health';
import { whole } from '../../aws/query-operation';

/** What CreateTargetGroup says of health checks, with AWS's bounds and defaults. */
export const healthCheckInput = z.object({
  HealthCheckProtocol: z.literal('HTTP').optional(),
  HealthCheckPath: z.string().startsWith('/').default('/'),
  HealthCheckPort: z.union([z.literal('traffic-port'), whole(1, 65_535)]).default('traffic-port'),
  HealthCheckIntervalSeconds: whole(5, 300).default(30),
  HealthCheckTimeoutSeconds: whole(2, 120).default(5),
  HealthyThresholdCount: whole(2, 10).default(5),
  UnhealthyThresholdCount: whole(2, 10).default(2),
  Matcher: z
    .object({ HttpCode: z.string().regex(/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/) })
    .default({ HttpCode: '200' }),
});

export const healthCheck = (input: z.infer<typeof healthCheckInput>): HealthCheck => ({
  path: input.HealthCheckPath,
  port: input.HealthCheckPort === 'traffic-port' ? undefined : input.HealthCheckPort,
  intervalSeconds: input.HealthCheckIntervalSeconds,
  timeoutSeconds: input.HealthCheckTimeoutSeconds,
  healthyThreshold: input.HealthyThresholdCount,
  unhealthyThreshold: input.UnhealthyThresholdCount,
  codes: input.Matcher.HttpCode,
});

export const describeHealthCheck = (check: HealthCheck): Partial<Description> => ({
  HealthCheckEnabled: true,
  HealthCheckProtocol: 'HTTP',
  HealthCheckPath: check.path,
  HealthCheckPort: check.port === undefined ? 'traffic-port' : String(check.port),
  HealthCheckIntervalSeconds: check.intervalSeconds,
  HealthCheckTimeoutSeconds: check.timeoutSeconds,
  HealthyThresholdCount: check.healthyThreshold,
  UnhealthyThresholdCount: check.unhealthyThreshold,
  Matcher: { HttpCode: check.codes },
});
