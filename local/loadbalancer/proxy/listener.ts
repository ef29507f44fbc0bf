import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { listen, shut } from '../../aws/listen';
import { type AccessLog, logWhenOver, type Noted } from './access-log';
import { answerError, answerFixed } from './error-answer';
import { forward } from './forwarding';
import type { Propagated, Propagation } from './propagation';
import { drawGroup, matches, type Routing } from './routing';
import type { TargetGroup } from './target-group';

/** As real load balancers: a client's idle connection is kept for an hour. */
const CLIENT_KEEP_ALIVE_MS = 3_600_000;

/** One rule of a listener: which requests go where. */
export interface Rule {
  arn: string;
  loadBalancerArn: string;
  priority: number | 'default';
  routing: Propagated<Routing>;
}

export interface ListenerSettings {
  arn: string;
  /** Matches what no other rule does. */
  defaultRule: Rule;
  /** How long a target may send nothing, in milliseconds; read at each request. */
  idleTimeoutMs: () => number;
  propagation: Propagation;
  log: AccessLog;
}

/** A port that takes requests, and the rules by which it forwards them. */
export class Listener {
  readonly settings: ListenerSettings;
  readonly #server: Server;
  readonly #nodes = new WeakMap<Socket, number>();
  #otherRules: Rule[] = [];
  #connections = 0;
  #port = 0;

  private constructor(settings: ListenerSettings) {
    this.settings = settings;
    this.#server = createServer((request, response) => this.#serve(request, response));
    this.#server.keepAliveTimeout = CLIENT_KEEP_ALIVE_MS;
    this.#server.on('connection', (socket) => this.#assign(socket));
  }

  /** Rejects when the port is taken. */
  static async start(settings: ListenerSettings, port: number): Promise<Listener> {
    const listener = new Listener(settings);
    listener.#port = await listen(listener.#server, port);
    return listener;
  }

  get loadBalancerArn(): string {
    return this.settings.defaultRule.loadBalancerArn;
  }

  get port(): number {
    return this.#port;
  }

  /** In the order in which they are tried; the default rule is the last. */
  get rules(): Rule[] {
    return [...this.#otherRules, this.settings.defaultRule];
  }

  get targetGroups(): TargetGroup[] {
    return this.rules.flatMap(({ routing }) =>
      routing.latest.forward.targetGroups.map(({ group }) => group),
    );
  }

  addRule(rule: Rule & { priority: number }): void {
    this.#otherRules = [...this.#otherRules, rule].sort(
      (one, other) => Number(one.priority) - Number(other.priority),
    );
  }

  close(): Promise<void> {
    return shut(this.#server);
  }

  /** Each connection belongs to one of the balancer nodes. */
  #assign(socket: Socket): void {
    this.#nodes.set(socket, this.#connections++ % this.settings.propagation.balancerNodes);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { propagation, log, idleTimeoutMs } = this.settings;
    const node = this.#nodes.get(request.socket) ?? 0;
    const { forward: shares, fixedStatus } = this.#route(request, node);
    const group = drawGroup(shares, propagation.random);
    const target = group?.next();
    const noted: Noted = {
      loadBalancerArn: this.loadBalancerArn,
      targetGroupArn: group?.arn,
      target: target?.name,
    };
    logWhenOver(log, propagation.clock, request, response, noted);
    if (fixedStatus !== undefined) return answerFixed(response, fixedStatus);
    if (!target) return answerError(response, 503);
    const exchange = { request, response, port: this.#port, idleTimeoutMs: idleTimeoutMs() };
    forward({ ...exchange, answered: (status) => (noted.targetStatus = status) }, target);
  }

  #route(request: IncomingMessage, node: number): Routing {
    const { defaultRule } = this.settings;
    const rule = this.#otherRules.find(({ routing }) => matches(routing.at(node), request));
    return (rule ?? defaultRule).routing.at(node);
  }
}
