import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import {
  type Answer,
  type Call,
  type Program,
  answerOf,
  bodyOf,
  environment,
  headersOf,
  methodOf,
} from './client';
import { killed } from './driver';

/** A process for each call. A variant is what stands on the command line besides headers, body and URL. */
export function startCurl(): Program {
  const running = new Set<ChildProcess>();

  return {
    call: async (variant, call) => {
      const child = spawn('curl', curlArguments(variant, call), { env: environment });
      running.add(child);
      child.stdin.on('error', () => undefined).end(bodyOf(call));
      const [said, troubles, code] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        new Promise((resolve) => child.once('close', resolve)),
      ]);
      running.delete(child);
      if (code !== 0) throw new Error(`curl ended with ${String(code)}: ${troubles}`);
      return lastAnswer(said);
    },
    kill: async () => {
      await Promise.all([...running].map(killed));
    },
  };
}

/** `-q`: no settings of the machine's user. `--data-binary` makes it a POST. */
function curlArguments(variant: string, call: Call): string[] {
  const flags = variant.split(' ').filter((flag) => flag !== '');
  const headers = headersOf(call).flatMap((header) => ['-H', header]);
  const body = methodOf(call) === 'POST' ? ['--data-binary', '@-'] : [];
  return ['-q', '-sS', '-i', ...flags, ...headers, ...body, call.url];
}

/** With -i the headers of every answer that was followed come first. */
function lastAnswer(said: string): Answer {
  const [head = '', ...rest] = said.split('\r\n\r\n');
  const following = rest.join('\r\n\r\n');
  const [statusLine = '', ...headers] = head.split('\r\n');
  if (following.startsWith('HTTP/')) return lastAnswer(following);
  return answerOf(Number(statusLine.split(' ')[1]), headers, following);
}
