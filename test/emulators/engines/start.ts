import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild, hasEnded } from '../../../local/processes/child';
import { until } from '../../support/until';
import { type Engine, commandOf } from './environments';

/** Somebody else's AWS, on a free port of 127.0.0.1. */
export interface RunningEngine {
  endpoint: string;
  /** What an SDK client must know to use it. */
  connection: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  /** The same, as the SDK reads it from the environment. */
  environment: Record<string, string>;
  /** Ends the process; what it held is lost. */
  close(): Promise<void>;
}

export const REGION = 'us-east-1';
export const ACCOUNT = '123456789012';
const GRACE_MS = 5_000;

/** How each one is told its port, and where it says that it is up. */
const launches: Record<Engine, Launch> = {
  moto: {
    words: (port) => ['moto.server', '-H', '127.0.0.1', '-p', String(port)],
    environment: () => ({ MOTO_ACCOUNT_ID: ACCOUNT }),
    health: '/moto-api/data.json',
  },
  ministack: {
    words: () => ['ministack'],
    environment: (port) => ({
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_REGION: REGION,
    }),
    health: '/_ministack/health',
  },
};

interface Launch {
  words: (port: number) => string[];
  environment: (port: number) => Record<string, string>;
  health: string;
}

/** Starts an engine, unpatched. Throws, with what it printed, if it does not come up. */
export async function startEngine(
  engine: Engine,
  environment: Record<string, string> = {},
): Promise<RunningEngine> {
  const { words, environment: own, health } = launches[engine];
  if (!existsSync(commandOf(engine, 'python')))
    throw new Error(`${engine} is not installed: npm run test:emulators does that.`);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), `transship-${engine}-`));
  const log = join(folder, 'log');
  const output = openSync(log, 'a');
  const child = spawn(commandOf(engine, 'python'), [join(__dirname, 'leash.py'), ...words(port)], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      TMPDIR: folder,
      ...own(port),
      ...environment,
    },
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  const close = async () => {
    await endChild(child, GRACE_MS);
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await until(() => hasEnded(child) || isUp(`${endpoint}${health}`), { everyMs: 100 });
    if (hasEnded(child)) throw new Error(`${engine} ended at once`);
  } catch (error) {
    const printed = readFileSync(log, 'utf8').slice(-5_000);
    await close();
    throw new Error(`${engine} did not come up: ${(error as Error).message}\n${printed}`);
  }
  return { endpoint, ...connections(endpoint), close };
}

const connections = (endpoint: string) => ({
  connection: {
    endpoint,
    region: REGION,
    // MiniStack takes a key of twelve digits for the account.
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'any' },
  },
  environment: {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'any',
  },
});

const isUp = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
