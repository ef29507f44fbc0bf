import { TransshipError } from '../core/errors';
import type { Json } from '../core/json';
import type { Reader } from '../core/readers';
import type { Context } from './context';
import { type Passage, passagesTo } from './translation/passages';
import type { Translator } from './translation/translator';

/** How a waiting caller is answered whose node is drained. */
export type Answer =
  /** 303 See Other to the execution's address, at most a few hops, then 202. */
  | 'redirect'
  /** The draining node holds the caller and passes the result on, for as long as `relaySeconds`. */
  | 'relay'
  /** 202 with the execution's address, at once. */
  | 'accepted';

export interface ServiceOptions<Input = Json> {
  /** The path that the service is called at: `POST /<name>`. */
  name: string;
  /** The version of what this code records; give it a new one whenever steps change. */
  version: string;
  /** Earlier versions whose records this code can go on from as they are. Default none. */
  reads?: string[];
  /**
   * How records of other versions are translated to this one's and back, along the versions in between: what was begun on
   * those goes on here, and what was begun here on those. Default none.
   */
  translators?: Translator[];
  /**
   * When saving begins, in ms after the request. Default 0: a crash loses nothing but the step that it cut off. A
   * duration: a request that ends sooner costs no write, and is lost if its node crashes. `Infinity`: saved only when
   * the node is drained, or when the caller cannot be held any longer; a crash loses the request. A wait, an
   * `Idempotency-Key` and `Prefer: respond-async` save at once.
   */
  checkpointAfter?: number;
  /** How a waiting caller is answered whose node is drained. Default `redirect`. */
  answer?: Answer;
  handler: (context: Context, input: Input) => unknown;
}

/** A service as the node runs it, with all defaults filled in. */
export interface Service {
  name: string;
  version: string;
  /** Its own version first, then those that it reads as they are, then those that it translates. */
  reads: string[];
  /** From each version that it translates. */
  passages: Passage[];
  /** Of those, the versions whose cut-off steps it can do again. */
  redoes: string[];
  /** Paths that any of them has not. */
  added: string[];
  checkpointAfter: number;
  answer: Answer;
  handler: (context: Context, input: Json) => unknown;
}

/** What a node that runs it can go on with. */
export const readerOf = ({ name, reads, redoes }: Service): Reader => ({
  reads: { [name]: reads },
  redoes: { [name]: redoes },
});

/** setTimeout's longest; a longer one would end at once. */
const LONGEST_MS = 2 ** 31 - 1;

const invalid = (message: string): TransshipError => new TransshipError('InvalidOption', message);

/**
 * Defines a service. The handler checks its input itself: it is whatever JSON the caller sent. Errors: `InvalidOption`, also
 * where translators leave a gap.
 */
export function service<Input = Json>(options: ServiceOptions<Input>): Service {
  const { name, version, reads = [], translators = [], handler } = options;
  const { checkpointAfter = 0, answer = 'redirect' } = options;
  if (!/^[\w.-]{1,64}$/.test(name) || name === 'executions' || name === 'health')
    throw invalid(
      `A service's name has 1 to 64 letters, digits, ".", "-" or "_" and is not "executions" or "health"; this one is ${JSON.stringify(name)}.`,
    );
  for (const each of [version, ...reads, ...translators.flatMap(({ from, to }) => [from, to])])
    if (typeof each !== 'string' || !/^[\w.-]{1,64}$/.test(each))
      throw invalid(`Versions of service ${name} have 1 to 64 letters, digits, ".", "-" or "_".`);
  if (!(checkpointAfter >= 0 && (checkpointAfter <= LONGEST_MS || checkpointAfter === Infinity)))
    throw invalid(`checkpointAfter of service ${name} is 0 to ${LONGEST_MS} ms, or Infinity.`);
  const passages = passagesTo(name, version, translators);
  const asTheyAre = reads.filter((read) => read !== version);
  const twice = passages.find(({ from }) => asTheyAre.includes(from));
  if (twice)
    throw invalid(
      `Service ${name} both reads and translates version ${twice.from}: it is one or the other.`,
    );
  return {
    name,
    version,
    reads: [version, ...asTheyAre, ...passages.map(({ from }) => from)],
    passages,
    redoes: passages.filter(({ redoes }) => redoes).map(({ from }) => from),
    added: passages.flatMap(({ added }) => added),
    checkpointAfter,
    answer,
    handler: handler as Service['handler'],
  };
}
