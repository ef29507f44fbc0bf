import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../core/clock';

/** What the load balancer saw of one request. */
export interface AccessLogEntry {
  /** When the request came in, in milliseconds since the epoch. */
  at: number;
  method: string;
  path: string;
  loadBalancerArn: string;
  /** The target group that was chosen; absent when every weight was 0. */
  targetGroupArn?: string;
  /** `host:port`; absent when the group had no target. */
  target?: string;
  /** What the target answered; absent when the load balancer answered by itself, or nobody did. */
  targetStatus?: number;
  /** As the client got it; 460 when it went away before there was any. */
  status: number;
  /** Until the answer was sent whole, or the client was gone. */
  durationMs: number;
}

export type AccessLog = (entry: AccessLogEntry) => void;

/** What becomes known of a request between its coming in and its end. */
export type Noted = Pick<
  AccessLogEntry,
  'loadBalancerArn' | 'targetGroupArn' | 'target' | 'targetStatus'
>;

/** Tells the log of a request once it is over, with what `noted` holds by then. */
export function logWhenOver(
  log: AccessLog,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
  noted: Noted,
): void {
  const at = clock.now();
  const begun = clock.elapsed();
  response.on('close', () =>
    log({
      at,
      method: request.method ?? '',
      path: request.url ?? '',
      ...noted,
      status: response.headersSent ? response.statusCode : 460,
      durationMs: clock.elapsed() - begun,
    }),
  );
}
