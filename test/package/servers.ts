import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ports } from '../../local/containers/ports';
import { type Answer, call } from '../support/caller';
import { startStore } from '../support/store';
import { until } from '../support/until';
import { type Desk, startDesk } from './desk';

/** What the README shows, with a port and a second step; what both steps ask is asked for its end, too. */
export function shopServer(): string {
  const example = join(__dirname, '..', '..', 'examples', 'minimal', 'server.ts');
  const [shown = ''] = readFileSync(example, 'utf8').split('/** Stands for');
  const settled = shown
    .replace(`'../../runtime'`, `'transship'`)
    .replace('.listen(8080)', `.listen(Number(process.env.PORT), '127.0.0.1')`)
    .replace(
      'return { item, payment };',
      `const parcel = await ctx.step('ship', ({ idempotencyKey }) => ship(item, idempotencyKey));
       return { item, payment, parcel };`,
    );
  return `${settled}
    const ask = async (what: string, key: string): Promise<string> => {
      const headers = { 'idempotency-key': key };
      const response = await fetch(process.env.DESK ?? '', { method: 'POST', headers, body: what });
      return response.text();
    };
    const charge = (item: string, key: string) => ask('charge ' + item, key);
    const ship = (item: string, key: string) => ask('ship ' + item, key);
    process.once('SIGTERM', () => void ask('end', ''));`;
}

/** A process of the server, as a node of an instance of its own. */
export interface ServerProcess {
  url: string;
  /** Orders at this node; goes on at another one if it is told to. */
  order(item: string, followAt: { url: string }): Promise<Answer>;
  /** Sends SIGTERM; resolves with the exit code. */
  end(): Promise<number | null>;
}

export interface Servers {
  desk: Desk;
  first: ServerProcess;
  second: ServerProcess;
  close(): Promise<void>;
}

/** Two of it on one public store. */
export async function startServers(script: string): Promise<Servers> {
  const store = await startStore();
  const desk = await startDesk();
  const ports = new Ports();
  const environment = {
    PATH: process.env.PATH,
    DESK: desk.url,
    TRANSSHIP_TABLE: store.table.name,
    TRANSSHIP_CLUSTER: 'shop',
    AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const ends: (() => Promise<unknown>)[] = [];

  async function start(instance: string): Promise<ServerProcess> {
    const port = String(await ports.take());
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, [script], {
      env: { ...environment, PORT: port, TRANSSHIP_INSTANCE: instance },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const end = async () => {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    };
    ends.push(end);
    const isUp = () =>
      fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(isUp);
    return {
      url,
      order: (item, { url: followAt }) =>
        call({ url, followAt, service: 'orders', body: { item } }),
      end,
    };
  }

  const close = async () => {
    desk.release();
    await Promise.all(ends.map((end) => end()));
    await desk.close();
    await store.close();
  };
  try {
    return { desk, first: await start('first'), second: await start('second'), close };
  } catch (error) {
    await close();
    throw error;
  }
}
