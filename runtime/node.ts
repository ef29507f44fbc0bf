import type { Server } from 'node:http';
import type { NodeRecord } from '../core/node';
import { createConfigurationStore } from '../store/configuration';
import { createExecutionStore } from '../store/executions';
import { createModeStore } from '../store/modes';
import { createNodeStore } from '../store/nodes';
import { createRehearsalStore } from '../store/rehearsals';
import { clusterSecret } from '../store/secret';
import { Adoption } from './adoption';
import { Beat } from './beat';
import { Callers } from './callers';
import { type Handler, createHandler } from './http/handler';
import { Lifecycle } from './lifecycle';
import { type NodeOptions, type ResolvedOptions, resolveOptions } from './options';
import { Owned } from './owned';
import { Rehearsing } from './rehearsal/rehearsing';
import { repeat } from './repeat';
import { type OnPlatform, onPlatform } from './slot';
import { State } from './state';
import type { Service } from './service';
import { Staying } from './staying';
import { Takeover } from './takeover';

export interface Node {
  /** This process's id, random at each start. */
  readonly id: string;
  /** Serves `POST /<service>`, `GET /executions/<id>` and `GET /health`; passes the rest on to `next`, if given. */
  readonly handler: Handler;
  /** Sets a server's time-outs so that it keeps idle connections longer than the load balancer does. */
  tune(server: Server): void;
  /**
   * Drains this one node: parks what it owns, so that others go on with it, and answers who waits. To be called on
   * SIGTERM. Resolves when the process can end; the handler goes on answering until then.
   */
  stop(): Promise<void>;
}

const DEFAULT_LEASE_SECONDS = 10;
const ADOPTION_PAUSE_MS = 250;
const QUIET_PAUSE_MS = 250;
/** Bounds how often a node between two requests reports that it is quiet. */
const SHORTEST_QUIET_MS = 1_000;

/** Starts a node. Resolves when it has read its instance's mode and can be given requests. Errors: `InvalidOption`. */
export async function startNode(nodeOptions: NodeOptions): Promise<Node> {
  const options = resolveOptions(nodeOptions);
  const { table, cluster, instance, services, clock, ids, onTrouble } = options;
  const send = { clock, onTrouble };
  const id = ids.next();
  const { slot, release } = await whereTold(options);
  const nodes = createNodeStore(table, send);
  const store = createExecutionStore(table, cluster, { clock, ids });
  const configuration = await createConfigurationStore(table, send).read(cluster);
  const leaseMs = (configuration?.leaseSeconds ?? DEFAULT_LEASE_SECONDS) * 1000;
  const instances = configuration?.instances.map(({ name }) => name) ?? [instance];

  const state = new State(clock, leaseMs);
  const { keepSeconds } = options;
  const owned = new Owned({
    place: { node: id, instance, ...(release !== undefined && { release }) },
    state,
    store,
    services,
    clock,
    send,
    keepSeconds,
    elsewhere: (): NodeRecord[] => takeover.servingElsewhere(),
    onTrouble,
  });
  const of = <T>(what: (service: Service) => T): Record<string, T> =>
    Object.fromEntries([...services].map(([name, service]) => [name, what(service)]));
  const [reads, redoes] = [of((it) => it.reads), of((it) => it.redoes)];
  const quietAfterMs = Math.max((configuration?.propagationSeconds ?? 0) * 1000, SHORTEST_QUIET_MS);
  const place = { cluster, instance, slot, node: id, reads, redoes };
  const beat = new Beat(place, nodes, state, owned, quietAfterMs, () => rehearsing.done);
  const peers = async () =>
    (await Promise.all(instances.map((name) => nodes.list(cluster, name)))).flat();
  const takeover = new Takeover({ node: id, instance, state, owned, store, peers, clock, leaseMs });
  const staying = new Staying({
    state,
    owned,
    store,
    services,
    takeover,
    clock,
    send,
    keepSeconds,
  });
  const rehearsing: Rehearsing = new Rehearsing({
    instance,
    slot,
    services,
    owned,
    store,
    rehearsals: createRehearsalStore(table, cluster, send),
    peers,
    report: () => beat.report(),
    clock,
    onTrouble,
  });
  const adoption = new Adoption({ state, owned, store, clock, most: options.adoptAtOnce });
  const holdMs = (options.idleTimeoutSeconds - 5) * 1000;
  const callers = new Callers({ state, owned, store, clock, send, holdMs });
  const modes = createModeStore(table, send);
  const lifecycle = new Lifecycle({
    cluster,
    instance,
    modes,
    state,
    owned,
    beat,
    takeover,
    staying,
    rehearsing,
    relayed: () => callers.relayed(),
    clock,
    send,
  });
  const handler = createHandler({
    ...options,
    state,
    owned,
    callers,
    secret: await clusterSecret(table, cluster, { ...send, ids }),
    relayMs: options.relaySeconds * 1000,
  });

  await lifecycle.boot();
  const loops = [
    repeat(() => lifecycle.followMode(), options.modePollMs, clock, onTrouble),
    repeat(() => beat.report(), leaseMs / 5, clock, onTrouble),
    repeat(() => beat.reportOnceQuiet(), QUIET_PAUSE_MS, clock, onTrouble),
    repeat(() => takeover.look(), leaseMs / 4, clock, onTrouble),
    repeat(() => adoption.look(), ADOPTION_PAUSE_MS, clock, onTrouble),
  ];

  const stop = async (): Promise<void> => {
    state.stopping = true;
    owned.parkAll();
    await lifecycle.vacated();
    await Promise.all(loops.map((loop) => loop.stop()));
    await rehearsing.stop();
    await beat.leave();
  };

  return {
    id,
    handler,
    tune: (server) => {
      server.keepAliveTimeout = (options.idleTimeoutSeconds + 5) * 1000;
      server.headersTimeout = server.keepAliveTimeout + 5_000;
    },
    stop,
  };
}

/** What is not told is asked of the platform. */
async function whereTold({ slot, release }: ResolvedOptions): Promise<OnPlatform> {
  if (slot !== undefined) return { slot, release };
  const platform = await onPlatform();
  return { ...platform, ...(release !== undefined && { release }) };
}
