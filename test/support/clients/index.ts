import type { Answer, Call, Program } from './client';
import { type Kind, isHere, kinds, programs } from './kinds';

export type { Answer, Call } from './client';
export type { Kind } from './kinds';

/** The clients that this machine has. */
export const clients: Kind[] = kinds.filter(isHere);

export interface Clients {
  /** Rejects if the client has no answer to show. */
  call(kind: Kind, call: Call): Promise<Answer>;
  /** Ends their programs at once, with all calls under way. */
  kill(): Promise<void>;
}

/** Starts the program of each client that this machine has. */
export function startClients(): Clients {
  const names = [...new Set(clients.map(({ program }) => program))];
  const started = new Map(names.map((name): [string, Program] => [name, programs[name]()]));
  return {
    call: async ({ program, variant }, call) => {
      const running = started.get(program);
      if (!running) throw new Error(`${program} is not on this machine`);
      return running.call(variant, call);
    },
    kill: async () => {
      await Promise.all([...started.values()].map((program) => program.kill()));
    },
  };
}

const missed = new Set<string>();

/** Says of a client that is not on this machine that it was not tested, so that it does not read as passed. */
function notRun({ name, needs }: Kind, promise: string): void {
  const why = `needs \`${needs.join(' ')}\` to succeed, which it does not on this machine`;
  if (process.env.TRANSSHIP_CLIENTS === 'all')
    return test(`${name}: ${promise}`, () => {
      throw new Error(`${name} ${why}; TRANSSHIP_CLIENTS=all asks for every client.`);
    });
  if (!missed.has(name)) process.stderr.write(`NOT RUN: the tests of ${name}, which ${why}.\n`);
  missed.add(name);
  test.todo(`NOT RUN, ${name} ${why}: ${promise}`);
}

/** A test for each client, or for each of `some`. */
export function eachClient(
  promise: string,
  body: (kind: Kind) => unknown,
  some: (kind: Kind) => boolean = () => true,
): void {
  for (const kind of kinds.filter(some))
    if (isHere(kind)) test(`${kind.name}: ${promise}`, async () => void (await body(kind)));
    else notRun(kind, promise);
}
