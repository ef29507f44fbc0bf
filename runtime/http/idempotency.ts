import { createHash, createHmac } from 'node:crypto';
import { TransshipError } from '../../core/errors';
import type { Json } from '../../core/json';

/** The execution that an idempotency key names: unguessable without the cluster's secret, the same on every node. */
export function keyedId(secret: string, service: string, caller: string, key: string): string {
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new TransshipError(
      'InvalidIdempotencyKey',
      'An Idempotency-Key has 1 to 255 visible ASCII characters.',
    );
  const parts = JSON.stringify([service, caller, key]);
  return createHmac('sha256', secret).update(parts).digest().subarray(0, 16).toString('base64url');
}

/** Tells whether the same key came with another request. */
export const requestDigest = (input: Json): string =>
  createHash('sha256').update(JSON.stringify(input)).digest('base64url');
