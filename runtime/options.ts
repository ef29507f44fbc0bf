import type { IncomingMessage } from 'node:http';
import { type Clock, systemClock } from '../core/clock';
import { TransshipError } from '../core/errors';
import { RESULT_KEPT_SECONDS } from '../core/execution';
import { type Ids, randomIds } from '../core/ids';
import { type Table, createClient } from '../store/client';
import type { Target } from './http/handler';
import type { Service } from './service';

export interface NodeOptions {
  services: Service[];
  /** The public store: its table's name, or the table with a client of your own. Default `TRANSSHIP_TABLE`. */
  table?: string | Table;
  /** Default `TRANSSHIP_CLUSTER`. */
  cluster?: string;
  /** The instance that this node is part of. Default `TRANSSHIP_INSTANCE`. */
  instance?: string;
  /**
   * The platform's name of the place this process runs in. Default `TRANSSHIP_SLOT`, where `ec2` stands for the EC2
   * instance's id; else the ECS task's ARN, else host and process.
   */
  slot?: string;
  /**
   * What the platform calls what runs here, as receipts of moves tell it. Default `TRANSSHIP_RELEASE`; else the ECS task
   * definition's `family:revision`, the EC2 instance's AMI; where `slot` is given, none.
   */
  release?: string;
  /** What comes before `/<service>` and `/executions/<id>` in the path. Default none. */
  basePath?: string;
  /** Whether a request is allowed; asked for every route but `/health`. Default: all are. */
  authorize?: (request: IncomingMessage, target: Target) => boolean | Promise<boolean>;
  /** Who calls, so that two callers' idempotency keys do not meet. Default: all are one. */
  caller?: (request: IncomingMessage) => string;
  /** Longest body, in bytes. Default and most: 256 KiB. */
  bodyLimit?: number;
  /**
   * The load balancer's idle time-out, in seconds; callers are held 5 s less. Default
   * `TRANSSHIP_IDLE_TIMEOUT_SECONDS`, else 60.
   */
  idleTimeoutSeconds?: number;
  /** How long a draining node holds a caller of a `relay` service, in seconds; never past `idleTimeoutSeconds`. Default 30. */
  relaySeconds?: number;
  /** How long a result is kept, in seconds. Default a day. */
  keepSeconds?: number;
  /** How often the mode is read, in ms. Default 500. */
  modePollMs?: number;
  /** At most so many parked executions are claimed in one look for work. Default 16. */
  adoptAtOnce?: number;
  /** Told of what goes wrong without failing a request, the store not answering above all. Default: written to stderr. */
  onTrouble?: (error: unknown) => void;
  clock?: Clock;
  ids?: Ids;
}

export type ResolvedOptions = Required<Omit<NodeOptions, Unresolved>> & {
  table: Table;
  slot: string | undefined;
  release: string | undefined;
  services: Map<string, Service>;
};

type Unresolved = 'table' | 'slot' | 'release' | 'services';

const BODY_LIMIT = 256 * 1024;

function required(value: string | undefined, name: string, variable: string): string {
  const found = value ?? process.env[variable];
  if (found) return found;
  throw new TransshipError('InvalidOption', `startNode needs \`${name}\`, or ${variable} set.`);
}

function within(value: number, name: string, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  const range = `${least} to ${most}`;
  throw new TransshipError('InvalidOption', `\`${name}\` of startNode is ${range}, not ${value}.`);
}

function byName(services: Service[]): Map<string, Service> {
  const map = new Map(services.map((service) => [service.name, service]));
  if (map.size === services.length && map.size > 0) return map;
  const message = '`services` of startNode has at least one service, and each name once.';
  throw new TransshipError('InvalidOption', message);
}

/** All defaults filled in. Errors: `InvalidOption`. */
export function resolveOptions(options: NodeOptions): ResolvedOptions {
  const { table, basePath = '' } = options;
  if (basePath !== '' && !/^(\/[\w.~-]+)+$/.test(basePath))
    throw new TransshipError('InvalidOption', '`basePath` of startNode looks like "/api".');
  return {
    services: byName(options.services),
    table:
      typeof table === 'object'
        ? table
        : { client: createClient(), name: required(table, 'table', 'TRANSSHIP_TABLE') },
    cluster: required(options.cluster, 'cluster', 'TRANSSHIP_CLUSTER'),
    instance: required(options.instance, 'instance', 'TRANSSHIP_INSTANCE'),
    slot: options.slot,
    release: options.release ?? process.env.TRANSSHIP_RELEASE,
    basePath,
    authorize: options.authorize ?? (() => true),
    caller: options.caller ?? (() => ''),
    bodyLimit: within(options.bodyLimit ?? BODY_LIMIT, 'bodyLimit', 1, BODY_LIMIT),
    idleTimeoutSeconds: within(
      options.idleTimeoutSeconds ?? Number(process.env.TRANSSHIP_IDLE_TIMEOUT_SECONDS ?? 60),
      'idleTimeoutSeconds',
      10,
      4000,
    ),
    relaySeconds: within(options.relaySeconds ?? 30, 'relaySeconds', 0, 3600),
    keepSeconds: within(
      options.keepSeconds ?? RESULT_KEPT_SECONDS,
      'keepSeconds',
      60,
      366 * 86_400,
    ),
    modePollMs: within(options.modePollMs ?? 500, 'modePollMs', 50, 10_000),
    adoptAtOnce: within(options.adoptAtOnce ?? 16, 'adoptAtOnce', 1, 1000),
    onTrouble: options.onTrouble ?? ((error) => console.error('transship:', error)),
    clock: options.clock ?? systemClock,
    ids: options.ids ?? randomIds,
  };
}
