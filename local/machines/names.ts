import { randomBytes } from 'node:crypto';

export const REGION = 'us-east-1';
export const ACCOUNT = '123456789012';

/** What EC2 calls its things: a prefix, and 17 hexadecimal digits. */
export const newId = (prefix: 'i' | 'lt' | 'r'): string =>
  `${prefix}-${randomBytes(9).toString('hex').slice(0, 17)}`;
