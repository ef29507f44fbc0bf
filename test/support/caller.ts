import { setTimeout as delay } from 'node:timers/promises';

export interface Call {
  /** Where it is sent first: the load balancer's address, or a node's own. */
  url: string;
  /** Where it goes on from there, to follow a 303 or a 202 or to ask again. Default: `url`. */
  followAt?: string;
  service: string;
  body: object;
  /** With one, a caller whose connection breaks asks again; without one that would be another request. */
  key?: string;
  respondAsync?: boolean;
  /** Asks for this execution, instead of sending a request. */
  execution?: string;
  /** The caller goes away when it aborts. */
  signal?: AbortSignal;
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  /** The execution's id, when an answer named it. */
  execution: string | undefined;
  /** Statuses of all answers on the way, a broken connection as `broken`. */
  way: (number | 'broken')[];
}

const GATEWAY_ERRORS = [502, 503, 504];

/**
 * A caller who wants the one result: follows each 303, asks again at a 202's Location, and with a key asks again after
 * a broken connection. Rejects when `signal` aborts; the time-out of the test is the only other limit.
 */
export async function call(asked: Call): Promise<Answer> {
  const { followAt = asked.url } = asked;
  const way: Answer['way'] = [];
  let execution = asked.execution;
  let location = execution === undefined ? undefined : `${asked.url}/executions/${execution}`;
  for (;;) {
    const url = way.length === 0 ? asked.url : followAt;
    const asking = location === undefined ? post({ ...asked, url }) : get(asked, location);
    const response = await asking.catch((error: unknown) => {
      asked.signal?.throwIfAborted();
      if (location === undefined && asked.key === undefined) throw error;
      return undefined;
    });
    way.push(response?.status ?? 'broken');
    execution ??= response?.headers.get('execution-id') ?? undefined;
    if (!response || (asked.key !== undefined && GATEWAY_ERRORS.includes(response.status))) {
      location = undefined;
      await delay(200, undefined, { signal: asked.signal });
    } else if (response.status === 303 || response.status === 202) {
      location = new URL(response.headers.get('location') ?? '/', followAt).href;
      if (response.status === 202) await delay(200, undefined, { signal: asked.signal });
    } else {
      const { status } = response;
      return { status, body: response.body, execution, way };
    }
  }
}

interface Response {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

const post = ({ url, service, body, key, respondAsync = false, signal }: Call) =>
  read(
    fetch(`${url}/${service}`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(respondAsync && { prefer: 'respond-async' }),
      },
      body: JSON.stringify(body),
      signal,
    }),
  );

const get = ({ signal }: Call, location: string) =>
  read(fetch(location, { redirect: 'manual', signal }));

async function read(answering: Promise<globalThis.Response>): Promise<Response> {
  const answer = await answering;
  const text = await answer.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text };
  return { status: answer.status, headers: answer.headers, body };
}
