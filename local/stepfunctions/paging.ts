import { AwsError } from '../aws/json-api';

interface PageInput {
  maxResults?: number;
  nextToken?: string;
}

/**
 * One page of a list in which each item has a number, rising or falling. The token names the last item shown, so that
 * pages neither overlap nor leave gaps when the list grows in between.
 */
export function page<T>(
  items: readonly T[],
  numberOf: (item: T) => number,
  order: 'rising' | 'falling',
  { maxResults, nextToken }: PageInput,
): { shown: T[]; nextToken: string | undefined } {
  const size = maxResults || 100;
  if (size > 1000 || size < 0)
    throw new AwsError('ValidationException', `maxResults must be from 0 to 1000, not ${size}`);
  const last = nextToken === undefined ? undefined : decode(nextToken);
  const left = items.filter((item) => {
    if (last === undefined) return true;
    return order === 'rising' ? numberOf(item) > last : numberOf(item) < last;
  });
  const shown = left.slice(0, size);
  const lastShown = shown.at(-1);
  return {
    shown,
    nextToken:
      left.length > size && lastShown !== undefined ? encode(numberOf(lastShown)) : undefined,
  };
}

const encode = (last: number): string => Buffer.from(`after ${last}`).toString('base64url');

function decode(token: string): number {
  const text = Buffer.from(token, 'base64url').toString();
  const last = /^after (\d+)$/.exec(text)?.[1];
  if (last === undefined) throw new AwsError('InvalidToken', `Invalid Token: '${token}'`);
  return Number(last);
}
