import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  type Answer,
  type Program,
  answerOf,
  bodyOf,
  environment,
  headersOf,
  methodOf,
} from './client';

interface Waiting {
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (text = ''): string => Buffer.from(text, 'base64').toString();

/**
 * A program that makes many calls at once, told on its stdin and answering on its stdout, one line each, fields
 * between tabs, `headers` (lines) and `body` in base64:
 *
 *     number  variant  method  URL  headers  body
 *     number  status  headers  body            status 0: no answer, and `body` says why
 *
 * It ends with its stdin, so that it cannot outlive the tests.
 */
export function startDriver(command: string, args: string[]): Program {
  const child = spawn(command, args, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<string, Waiting>();
  let calls = 0;

  createInterface({ input: child.stdout }).on('line', (line) => {
    const [number = '', status, headers, body] = line.split('\t');
    const { resolve, reject } = waiting.get(number) ?? {};
    waiting.delete(number);
    if (Number(status) === 0) reject?.(new Error(decode(body)));
    else resolve?.(answerOf(Number(status), decode(headers).split('\n'), decode(body)));
  });
  const abandon = (): void => {
    for (const { reject } of waiting.values()) reject(new Error(`${command} has ended`));
    waiting.clear();
  };
  child.once('error', abandon).once('exit', abandon);
  child.stdin.on('error', abandon);

  return {
    call: (variant, call) =>
      new Promise((resolve, reject) => {
        const number = String(++calls);
        waiting.set(number, { resolve, reject });
        const texts = [headersOf(call).join('\n'), bodyOf(call)].map(encode);
        child.stdin.write([number, variant, methodOf(call), call.url, ...texts].join('\t') + '\n');
      }),
    kill: () => killed(child),
  };
}

/** Resolves once the child, killed, has ended. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
