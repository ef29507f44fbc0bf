import { isDeepStrictEqual } from 'node:util';
import type { RequestLog } from '../evidence';

/** So many addresses are asked at once. */
const AT_ONCE = 8;

/** Reads the result of every order, a failure too, once more at its execution's address: it must be there, and be the same. */
export async function confirmResults(
  url: string,
  log: RequestLog[],
  signal: AbortSignal,
): Promise<void> {
  const open = log.filter(
    ({ service, execution, result, refusal }) =>
      service === 'orders' && (result ?? (execution && refusal)) !== undefined,
  );
  const readNext = async (): Promise<void> => {
    for (let next = open.pop(); next; next = open.pop())
      next.confirmed = await read(url, next, signal);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readNext));
}

async function read(url: string, log: RequestLog, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${url}/executions/${log.execution}`, { signal });
    const told = log.result ?? log.refusal;
    return response.status === log.status && isDeepStrictEqual(await response.json(), told);
  } catch {
    return false;
  }
}
