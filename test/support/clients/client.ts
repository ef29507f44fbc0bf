/** One HTTP call. */
export interface Call {
  url: string;
  /** Default POST. */
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: unknown;
}

/** What the client's user gets to see, after all redirects that the client follows. */
export interface Answer {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: unknown;
}

/** A program that makes calls, each as one of its variants. */
export interface Program {
  /** Rejects if the client has no answer to show. */
  call(variant: string, call: Call): Promise<Answer>;
  /** Ends it at once, with all its calls under way. */
  kill(): Promise<void>;
}

export const methodOf = ({ method = 'POST' }: Call): string => method;

/** With the type of the body, if there is one. */
export const headersOf = ({ headers = {}, body }: Call): string[] =>
  Object.entries(
    body === undefined ? headers : { 'content-type': 'application/json', ...headers },
  ).map(([name, value]) => `${name}: ${value}`);

export const bodyOf = ({ body }: Call): string => (body === undefined ? '' : JSON.stringify(body));

export function answerOf(status: number, headerLines: string[], text: string): Answer {
  const pairs = headerLines.map((line): [string, string] => {
    const [name = '', ...value] = line.split(': ');
    return [name.toLowerCase(), value.join(': ')];
  });
  return { status, headers: Object.fromEntries(pairs), body: parsed(text) };
}

/** What is no JSON is shown as it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The machine's proxies are not for calls to itself. */
export const environment: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)),
);
