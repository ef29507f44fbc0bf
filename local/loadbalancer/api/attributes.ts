import { AwsError } from '../../aws/json-api';
import { whole } from '../../aws/query-operation';

/** Attributes and their defaults; only those named in `carriedOut` change what the load balancer does. */
export const targetGroupAttributes = {
  'deregistration_delay.timeout_seconds': '300',
  'stickiness.enabled': 'false',
  'stickiness.type': 'lb_cookie',
  'stickiness.lb_cookie.duration_seconds': '86400',
  'slow_start.duration_seconds': '0',
  'load_balancing.algorithm.type': 'round_robin',
};
export const loadBalancerAttributes = {
  'idle_timeout.timeout_seconds': '60',
  'client_keep_alive.seconds': '3600',
  'deletion_protection.enabled': 'false',
};

const carriedOut: Record<string, ReturnType<typeof whole>> = {
  'deregistration_delay.timeout_seconds': whole(0, 3_600),
  'idle_timeout.timeout_seconds': whole(1, 4_000),
};

export const describeAttributes = (attributes: ReadonlyMap<string, string>) =>
  [...attributes].map(([Key, Value]) => ({ Key, Value }));

/** Sets all of them or none. */
export function setAttributes(
  attributes: Map<string, string>,
  changes: { Key: string; Value: string }[],
): void {
  for (const { Key, Value } of changes) {
    const known = attributes.has(Key) && (carriedOut[Key]?.safeParse(Value).success ?? true);
    if (!known) throw new AwsError('ValidationError', `Attribute '${Key}' cannot be '${Value}'`);
  }
  for (const { Key, Value } of changes) attributes.set(Key, Value);
}
