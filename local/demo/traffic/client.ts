import { type Clock, systemClock } from '../../../core/clock';
import type { Answered, Result, Sent } from '../evidence';

export interface ClientOptions {
  /** Address of the load balancer. */
  url: string;
  /** Ask for a 202 and poll, instead of waiting on the connection. */
  respondAsync: boolean;
  /** After so long without a result the client gives up, and the request has failed. */
  patienceMs: number;
  signal: AbortSignal;
  clock?: Clock;
}

type Ending = Pick<Answered, 'status' | 'redirects' | 'execution' | keyof Told>;
type Told = Pick<Answered, 'result' | 'failure' | 'refusal'>;

/**
 * Sends one request as any client would: Node's fetch as it comes, which follows redirects by itself; a 202 is polled
 * at its Location. Nothing is tried again: whatever is not a success is a failed request. Never rejects.
 */
export async function send(sent: Sent, options: ClientOptions): Promise<Answered> {
  const { clock = systemClock, patienceMs } = options;
  const sentAt = clock.now();
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(patienceMs)]);
  const ending = await converse(sent, { ...options, signal, clock }).catch(
    (error: unknown): Ending => ({
      status: undefined,
      redirects: 0,
      execution: undefined,
      result: undefined,
      failure: signal.aborted ? 'no result in time' : reasonOf(error),
      refusal: undefined,
    }),
  );
  return { sentAt, endedAt: clock.now(), confirmed: undefined, ...ending };
}

async function converse(
  { service, request }: Sent,
  { url, respondAsync, signal, clock }: ClientOptions & { clock: Clock },
): Promise<Ending> {
  let response = await fetch(`${url}/${service}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(respondAsync && preferAsync) },
    body: JSON.stringify(request),
    signal,
  });
  let redirects = hopsOf(response);
  let execution = response.headers.get('execution-id') ?? undefined;
  for (;;) {
    const body = await response.text();
    const ending = { status: response.status, redirects, execution };
    if (response.status !== 202) return { ...ending, ...resultIn(response, body, request) };
    const location = response.headers.get('location') ?? response.url;
    await clock.sleep(Number(response.headers.get('retry-after') ?? 1) * 1_000, signal);
    response = await fetch(new URL(location, response.url), { signal });
    redirects += hopsOf(response);
    execution ??= response.headers.get('execution-id') ?? undefined;
  }
}

const preferAsync = { prefer: 'respond-async' };

/** Each redirect of Transship's counts itself in the address. */
const hopsOf = (response: Response): number =>
  response.redirected ? Number(new URL(response.url).searchParams.get('hop') ?? 1) : 0;

function resultIn(response: Response, body: string, request: Sent['request']): Told {
  const answer = parse(body);
  const none = { result: undefined, refusal: undefined };
  if (!response.ok) return { ...none, failure: reason(response.status, answer), refusal: answer };
  const result = answer as Result;
  // Somebody else's result would be worse than none.
  const own =
    typeof result?.release === 'string' &&
    ('order' in request ? result.order === request.order : result.quote === request.quote);
  return own ? { ...none, result, failure: undefined } : { ...none, failure: 'a wrong result' };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function reason(status: number, answer: unknown): string {
  const name = (answer as { error?: string } | undefined)?.error;
  return name === undefined ? `HTTP ${status}` : `HTTP ${status} ${name}`;
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string }; message: string };
  return `connection broken (${cause?.code ?? message})`;
}
