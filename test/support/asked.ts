import type { StoreRequest } from '../../local/dynamodb/request';

/** What a query asks for: the partition, or the key of the index. */
export function asked({ operation, body }: StoreRequest): string | undefined {
  if (operation !== 'Query') return undefined;
  const values = body.ExpressionAttributeValues as Record<string, { S?: string } | undefined>;
  return (values[':pk'] ?? values[':key'])?.S;
}

/** Somebody reads a whole checkpoint. */
export const isRead = (request: StoreRequest): boolean =>
  asked(request)?.startsWith('execution#') ?? false;
