/** One page of a list, as the `List…` operations give it: 100 items unless told otherwise. */
export function page<T>(
  all: T[],
  { maxResults = 100, nextToken }: { maxResults?: number; nextToken?: string },
): { items: T[]; nextToken: string | undefined } {
  const start = Number(nextToken ?? 0);
  const end = start + maxResults;
  return { items: all.slice(start, end), nextToken: end < all.length ? String(end) : undefined };
}
